use std::rc::Rc;

use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Timing<G> {
    fn process_response(&self, response: &mut Rc<str>) {
        *response = "changed".into();
    }
}

fn main() {}
