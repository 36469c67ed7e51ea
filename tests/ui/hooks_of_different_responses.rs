use std::ops::ControlFlow;

use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Timing<G> {
    fn process_request(&self, request: &String) -> ControlFlow<u32> {
        if request.is_empty() { ControlFlow::Break(0) } else { ControlFlow::Continue(()) }
    }

    fn process_response(&self, response: &String) {
        println!("{response}");
    }
}

fn main() {}
