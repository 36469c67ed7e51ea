use middleware_core::{GetResponse, middleware};

#[middleware]
fn limit<G>(
    request: String,
    get_response: &GetResponse<G>,
    #[cfg(debug_assertions)] most: usize,
) -> String {
    get_response.call(request)
}

fn main() {}
