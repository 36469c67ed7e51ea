use middleware_core::registry::Registry;

fn main() {
    let mut registry = Registry::<u32, u32>::new();
    registry.add("shop.Number", || 5);
}
