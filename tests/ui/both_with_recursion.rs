use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware(both)]
impl<G> Timing<G> {
    fn call(&self, request: String) -> String {
        self.retry(request, 3)
    }

    fn retry(&self, request: String, times: u32) -> String {
        let response = self.get_response.call(request.clone());
        if response.is_empty() && times > 0 { self.retry(request, times - 1) } else { response }
    }
}

fn main() {}
