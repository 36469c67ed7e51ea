use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
    #[middleware]
    count: u32,
}

fn main() {}
