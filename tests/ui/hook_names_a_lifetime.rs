use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<'a, G> Timing<G> {
    fn process_request(&self, request: &'a String) {
        println!("{request}");
    }
}

fn main() {}
