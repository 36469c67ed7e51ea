use middleware_core::{Chain, GetResponse, middleware};

#[middleware]
fn limit<G>(request: String, get_response: &GetResponse<G>, most: usize) -> String {
    get_response.call(request.chars().take(most).collect())
}

fn main() {
    let _ = Chain::<String, String>::new().with(limit).view(|name: String| name);
}
