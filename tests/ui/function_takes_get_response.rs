use middleware_core::{GetResponse, middleware};

#[middleware]
fn timing<G>(request: String, get_response: GetResponse<G>) -> String {
    get_response.call(request)
}

fn main() {}
