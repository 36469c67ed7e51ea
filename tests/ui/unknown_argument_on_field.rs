use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
    #[middleware(skip)]
    count: u32,
}

fn main() {}
