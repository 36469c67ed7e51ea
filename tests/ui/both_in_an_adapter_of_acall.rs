use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware(both)]
impl<G> Timing<G> {
    async fn acall(&self, request: Option<String>) -> Option<String> {
        request.map(async |request| self.get_response.acall(Some(request)).await)?.await
    }
}

fn main() {}
