use std::rc::Rc;

use middleware_core::{GetResponse, middleware};

#[middleware]
async fn timing<G>(request: String, get_response: &GetResponse<G>) -> String {
    let name = Rc::new(request.clone());
    let response = get_response.acall(request).await;
    format!("{name}: {response}")
}

fn main() {}
