use middleware_core::middleware;

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Timing<G> {
    fn call(&self, request: String) -> String {
        self.get_response.call(request)
    }
}

fn main() {}
