use middleware_core::{Chain, GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Timing<G> {
    async fn call(&self, request: String) -> String {
        let response = self.get_response.acall(request).await;
        response
    }
}

fn main() {
    let app = Chain::<String, String>::new().with(Timing::layer()).view(|name: String| name);
    println!("{}", app.call("x".to_owned()));
}
