use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware(name = "shop.Timing", unique)]
impl<G> Timing<G> {
    fn call(&self, request: u32) -> u32 {
        self.get_response.call(request)
    }
}

fn main() {}
