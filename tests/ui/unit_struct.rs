use middleware_core::{middleware};

#[middleware]
struct Timing;

fn main() {}
