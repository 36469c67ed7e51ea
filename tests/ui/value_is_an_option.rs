use std::ops::ControlFlow;

use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Timing<G> {
    fn process_request(&self, request: &String) -> ControlFlow<String, usize> {
        ControlFlow::Continue(request.len())
    }

    fn process_response(&self, response: &String, length: usize) {
        println!("{response}: {length}");
    }
}

fn main() {}
