use middleware_core::{AsyncCall, GetResponse, middleware};

#[middleware(both)]
async fn ask<G>(request: String, get_response: &GetResponse<G>) -> String {
    twice(get_response, request).await
}

async fn twice<H>(next: &GetResponse<H>, request: String) -> String
where
    H: AsyncCall<String, Response = String>,
{
    next.acall(request.clone()).await + &next.acall(request).await
}

fn main() {}
