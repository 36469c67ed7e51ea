use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    #[middleware(get_response)]
    next: GetResponse<G>,
}

#[middleware(both)]
impl<G> Timing<G> {
    async fn acall(&self, request: String) -> String {
        self.next.acall(request).await
    }
}

fn main() {}
