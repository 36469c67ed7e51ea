use middleware_core::{GetResponse, middleware};

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

#[middleware]
impl<G> Timing<G> {
    async fn acall(&self, request: String) -> String {
        self.get_response.acall(request).await
    }
}

fn main() {}
