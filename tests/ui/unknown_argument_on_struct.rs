use middleware_core::{GetResponse, middleware};

#[middleware(fast)]
struct Timing<G> {
    get_response: GetResponse<G>,
}

fn main() {}
