use middleware_core::{GetResponse, middleware};

#[middleware(async_only)]
fn timing<G>(request: String, get_response: &GetResponse<G>) -> String {
    get_response.call(request)
}

fn main() {}
