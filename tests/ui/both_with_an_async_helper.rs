use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware(both)]
impl<G> Timing<G> {
    fn call(&self, request: String) -> String {
        drop(self.ask(request.clone()));
        self.get_response.call(request)
    }

    async fn ask(&self, request: String) -> String {
        self.get_response.acall(request).await
    }
}

fn main() {}
