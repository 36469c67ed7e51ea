use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware(both)]
impl<G> Timing<G> {
    async fn acall(&self, request: String) -> String {
        let noted = async { println!("noted") };
        noted.await;
        self.get_response.acall(request).await
    }
}

fn main() {}
