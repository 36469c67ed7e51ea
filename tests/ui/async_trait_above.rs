use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[async_trait::async_trait]
#[middleware]
impl<G> Timing<G> {
    async fn acall(&self, request: String) -> String {
        self.get_response.acall(request).await
    }
}

fn main() {}
