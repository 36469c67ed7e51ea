use middleware_core::{GetResponse, Handler, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G: Handler<u32>> Timing<G> {
    fn process_request(&self, request: &String) {
        println!("{request}");
    }
}

fn main() {}
