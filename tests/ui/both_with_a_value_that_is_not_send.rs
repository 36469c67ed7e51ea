use std::rc::Rc;

use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware(both)]
impl<G> Timing<G> {
    fn call(&self, request: String) -> String {
        let name = Rc::new(request.clone());
        let response = self.get_response.call(request);
        format!("{name}: {response}")
    }
}

fn main() {}
