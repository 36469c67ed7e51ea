use middleware_core::{GetResponse, middleware};

#[middleware]
struct Fallback<Next, G> {
    get_response: GetResponse<Next>,
    backup: GetResponse<G>,
}

fn main() {}
