use middleware_core::{GetResponse, middleware};

#[middleware(both)]
fn ask<G>(request: String, get_response: &GetResponse<G>) -> String {
    std::thread::sleep(std::time::Duration::from_millis(1));
    get_response.call(request)
}

fn main() {}
