use std::sync::Arc;

use middleware_core::{middleware};

#[middleware]
struct Timing<G> {
    get_response: Arc<G>,
}

fn main() {}
