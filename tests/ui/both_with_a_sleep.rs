use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware(both)]
impl<G> Timing<G> {
    fn call(&self, request: String) -> String {
        std::thread::sleep(std::time::Duration::from_millis(1));
        self.get_response.call(request)
    }
}

fn main() {}
