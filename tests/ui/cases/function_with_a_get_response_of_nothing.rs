use middleware_core::{GetResponse, middleware};

#[middleware]
fn timing(request: u32, get_response: &GetResponse) -> u32 {
    get_response.call(request)
}

fn main() {}
