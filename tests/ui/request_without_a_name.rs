use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Timing<G> {
    fn call(&self, request: impl Into<String>) -> String {
        self.get_response.call(request.into())
    }
}

fn main() {}
