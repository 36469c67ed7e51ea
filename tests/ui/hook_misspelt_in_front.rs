//! A letter is missing where the hooks' names are the same.

use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Timing<G> {
    fn process_request(&self, _: &String) {}

    fn proces_response(&self, response: &mut String) {
        response.push('!');
    }
}

fn main() {}
