use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware(both)]
impl<G> Timing<G> {
    async fn acall(&self, request: String) -> String {
        let ask = async |request| self.get_response.acall(request).await;
        ask(request).await
    }
}

fn main() {}
