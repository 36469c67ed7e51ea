use middleware_core::{GetResponse, middleware, registry::Registry};

#[middleware]
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
    let mut registry = Registry::<u32, u32>::new();
    registry.register::<Timing<()>>();
}
