use middleware_core::{Chain, GetResponse, middleware};

#[middleware]
fn timing<G>(request: String, get_response: &GetResponse<G>) -> String {
    get_response.call(request)
}

fn main() {
    let _ = Chain::<String, String>::new().with(timing()).view(|name: String| name);
}
