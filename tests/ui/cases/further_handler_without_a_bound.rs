use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G, F> {
    get_response: GetResponse<G>,
    fallback: GetResponse<F>,
}

#[middleware]
impl<G, F> Timing<G, F> {
    fn call(&self, request: String) -> String {
        self.fallback.call(request)
    }
}

fn main() {}
