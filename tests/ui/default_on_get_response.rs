use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    #[middleware(default)]
    get_response: GetResponse<G>,
}

fn main() {}
