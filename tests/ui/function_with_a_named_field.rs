use middleware_core::{GetResponse, middleware};

#[middleware(get_response = next)]
fn timing<G>(request: String, next: &GetResponse<G>) -> String {
    next.call(request)
}

fn main() {}
