use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    #[middleware(get_response)]
    next: GetResponse<G>,
}

#[middleware(get_response)]
impl<G> Timing<G> {
    fn call(&self, request: String) -> String {
        self.next.call(request)
    }
}

fn main() {}
