use middleware_core::{GetResponse, middleware};

#[middleware]
fn request<G>(text: String, get_response: &GetResponse<G>) -> String {
    get_response.call(text)
}

fn main() {}
