use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware(both)]
impl<G> Timing<G> {
    async fn acall(&self, request: String) -> String {
        tokio::spawn(async { println!("noted") });
        self.get_response.acall(request).await
    }
}

fn main() {}
