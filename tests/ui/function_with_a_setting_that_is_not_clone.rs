use middleware_core::{GetResponse, middleware};

struct Limit(u32);

#[middleware]
fn timing<G>(request: String, get_response: &GetResponse<G>, limit: Limit) -> String {
    println!("{}", limit.0);
    get_response.call(request)
}

fn main() {}
