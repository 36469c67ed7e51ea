use middleware_core::{GetResponse, middleware};

#[middleware]
fn timing<G>(request: String, _: &GetResponse<G>) -> String {
    request
}

fn main() {}
