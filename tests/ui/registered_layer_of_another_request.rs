use middleware_core::{GetResponse, middleware, registry::Registry};

#[middleware(name = "shop.Timing")]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Timing<G> {
    fn call(&self, request: u32) -> u32 {
        self.get_response.call(request)
    }
}

fn main() {
    let mut registry = Registry::<String, String>::new();
    registry.add("shop.Timing", Timing::layer);
}
