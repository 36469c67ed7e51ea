use middleware_core::{GetResponse, middleware};

#[middleware(default)]
struct Timing<G> {
    get_response: GetResponse<G>,
}

fn main() {}
