use std::time::Instant;

use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Timing<G> {
    fn process_request(&self, request: &String) -> usize {
        request.len()
    }

    fn process_response(&self, response: &String, start: Instant) {
        println!("{response}: {start:?}");
    }
}

fn main() {}
