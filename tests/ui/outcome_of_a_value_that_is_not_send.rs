use std::rc::Rc;

use middleware_core::{GetResponse, Outcome, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Timing<G> {
    fn process_request(&self, request: &String) -> Rc<str> {
        Rc::from(request.as_str())
    }

    fn process_outcome(&self, outcome: Outcome<'_, String>, request: Option<Rc<str>>) {
        println!("{outcome:?} {request:?}");
    }
}

fn main() {}
