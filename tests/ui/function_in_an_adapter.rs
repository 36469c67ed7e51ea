use middleware_core::{GetResponse, middleware};

#[middleware(both)]
fn ask<G>(
    request: Option<String>,
    get_response: &GetResponse<G>,
) -> Option<String> {
    request.and_then(|request| get_response.call(Some(request)))
}

fn main() {}
