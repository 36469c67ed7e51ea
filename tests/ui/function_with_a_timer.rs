use middleware_core::{GetResponse, middleware};

#[middleware(both)]
async fn ask<G>(request: String, get_response: &GetResponse<G>) -> String {
    tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    get_response.acall(request).await
}

fn main() {}
