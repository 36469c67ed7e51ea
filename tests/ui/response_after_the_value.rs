use std::time::Instant;

use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Timing<G> {
    fn process_request(&self, _: &String) -> Instant {
        Instant::now()
    }

    fn process_response(&self, start: Instant, response: &mut String) {
        *response += &format!("{:?}", start.elapsed());
    }
}

fn main() {}
