use middleware_core::{GetResponse, middleware};

#[middleware]
fn timing<G>(request: impl Into<String>, get_response: &GetResponse<G>) -> String {
    get_response.call(request.into())
}

fn main() {}
