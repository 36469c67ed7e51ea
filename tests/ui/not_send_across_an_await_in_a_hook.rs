use std::rc::Rc;

use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Timing<G> {
    async fn process_request(&self, request: &String) {
        let name = Rc::new(request.clone());
        note().await;
        println!("{name}");
    }
}

async fn note() {}

fn main() {}
