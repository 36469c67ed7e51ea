use std::rc::Rc;

use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Timing<G> {
    async fn process_request(&self, request: &String) -> Rc<String> {
        Rc::new(request.clone())
    }

    fn process_response(&self, response: &String, name: Rc<String>) {
        println!("{name}: {response}");
    }
}

fn main() {}
