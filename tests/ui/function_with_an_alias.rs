use middleware_core::{GetResponse, middleware};

#[middleware(both)]
fn ask<G>(request: String, get_response: &GetResponse<G>) -> String {
    let next = get_response;
    next.call(request)
}

fn main() {}
