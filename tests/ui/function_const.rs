use middleware_core::{GetResponse, middleware};

#[middleware]
const fn timing<G>(request: String, get_response: &GetResponse<G>) -> String {
    request
}

fn main() {}
