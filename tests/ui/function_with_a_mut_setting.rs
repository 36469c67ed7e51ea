use middleware_core::{GetResponse, middleware};

#[middleware]
fn timing<G>(request: String, get_response: &GetResponse<G>, count: &mut u32) -> String {
    *count += 1;
    get_response.call(request)
}

fn main() {}
