use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Timing<G> {
    async fn call(&mut self, request: String) -> String {
        self.get_response.acall(request).await
    }

    fn acall(&self, request: String, retries: u32) -> String {
        self.get_response.call(request)
    }
}

fn main() {}
