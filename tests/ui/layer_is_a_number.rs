use middleware_core::Chain;

fn main() {
    let _ = Chain::<String, String>::new().with(7).view(|name: String| name);
}
