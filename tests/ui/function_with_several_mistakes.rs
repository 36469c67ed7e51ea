use middleware_core::{GetResponse, middleware};

#[middleware(both)]
async fn ask<G>(request: String, get_response: &GetResponse<G>) -> String {
    let next = get_response;
    tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    next.acall(request).await
}

fn main() {}
