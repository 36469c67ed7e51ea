use middleware_core::{GetResponse, middleware};

type Next<G> = GetResponse<G>;

#[middleware]
struct Timing<G> {
    get_response: Next<G>,
}

fn main() {}
