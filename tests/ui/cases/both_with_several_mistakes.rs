use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware(both)]
impl<G> Timing<G> {
    fn call(&self, request: Option<String>) -> Option<String> {
        std::thread::sleep(std::time::Duration::from_millis(1));
        let next = &self.get_response;
        next.call(None);
        request.and_then(|request| self.get_response.call(Some(request)))
    }
}

fn main() {}
