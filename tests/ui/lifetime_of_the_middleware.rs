use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<'a, G> Timing<G> {
    fn call(&'a self, request: &'a str) -> String {
        self.get_response.call(request)
    }
}

fn main() {}
