use std::time::Instant;

use middleware_core::{GetResponse, middleware, registry::Registry};

#[middleware(name = "shop.Since")]
struct Since<G> {
    get_response: GetResponse<G>,
    start: Instant,
}

#[middleware]
impl<G> Since<G> {
    fn call(&self, request: u32) -> u32 {
        self.get_response.call(request) + u32::from(self.start.elapsed().is_zero())
    }
}

fn main() {
    let mut registry = Registry::<u32, u32>::new();
    registry.register::<Since<()>>();
}
