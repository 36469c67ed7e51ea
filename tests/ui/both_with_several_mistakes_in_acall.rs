use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware(both)]
impl<G> Timing<G> {
    async fn acall(&self, request: String) -> String {
        let first = self.get_response.acall(request.clone());
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        tokio::spawn(async { println!("noted") });
        first.await
    }
}

fn main() {}
