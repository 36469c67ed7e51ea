use middleware_core::{GetResponse, middleware};

#[middleware]
enum Timing<G> {
    On(GetResponse<G>),
    Off,
}

fn main() {}
