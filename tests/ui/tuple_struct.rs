use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G>(GetResponse<G>);

fn main() {}
