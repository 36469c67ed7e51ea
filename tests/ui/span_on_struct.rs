use middleware_core::{GetResponse, middleware};

#[middleware(span)]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware(both)]
impl<G> Timing<G> {
    fn call(&self, request: String) -> String {
        self.get_response.call(request)
    }
}

fn main() {}
