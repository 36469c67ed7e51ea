use middleware_core::{GetResponse, middleware};

#[middleware(sync_only)]
async fn timing<G>(request: String, get_response: &GetResponse<G>) -> String {
    get_response.acall(request).await
}

fn main() {}
