use middleware_core::{GetResponse, middleware};

#[middleware]
fn timing<G>(request: &str, get_response: &GetResponse<G>) -> &str {
    request
}

fn main() {}
