use middleware_core::{GetResponse, middleware};

#[middleware(get_response = next)]
struct Timing<G> {
    #[middleware(get_response)]
    next: GetResponse<G>,
}

#[middleware]
impl<G> Timing<G> {
    fn call(&self, request: String) -> String {
        self.next.call(request)
    }
}

fn main() {}
