use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<'a, G> {
    get_response: GetResponse<G>,
    name: &'a str,
}

fn main() {}
