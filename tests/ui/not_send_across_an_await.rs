use std::rc::Rc;

use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Timing<G> {
    async fn acall(&self, request: String) -> String {
        let name = Rc::new(request.clone());
        let response = self.get_response.acall(request).await;
        format!("{name}: {response}")
    }
}

fn main() {}
