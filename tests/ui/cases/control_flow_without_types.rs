use std::ops::ControlFlow;

use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Timing<G> {
    fn process_request(&self, request: &String) -> ControlFlow {
        ControlFlow::Continue(())
    }
}

fn main() {}
