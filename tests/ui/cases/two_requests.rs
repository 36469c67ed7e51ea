use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Timing<G> {
    fn call(&self, request: String, retries: u32) -> String {
        self.get_response.call(request)
    }
}

fn main() {}
