use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Timing<G> {
    #[cfg_attr(all(), cfg(any()))]
    fn call(&self, request: String) -> String {
        self.get_response.call(request)
    }
}

fn main() {}
