use middleware_core::{GetResponse, middleware};

#[middleware]
struct Twice<G> {
    get_response: GetResponse<G>,
}

#[middleware(both)]
impl<G> Twice<G> {
    fn call(&self, request: String) -> String {
        let first = self.get_response.call(request);
        first + &self.get_response.call(request)
    }
}

#[middleware]
struct Again<G> {
    get_response: GetResponse<G>,
}

#[middleware(both)]
impl<G> Again<G> {
    async fn acall(&self, request: String) -> String {
        let first = self.get_response.acall(request).await;
        first + &self.get_response.acall(request).await
    }
}

fn main() {}
