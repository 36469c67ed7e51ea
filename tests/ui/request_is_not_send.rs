use std::rc::Rc;

use middleware_core::{Chain, GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Timing<G> {
    fn call(&self, request: Rc<str>) -> usize {
        self.get_response.call(request)
    }
}

fn main() {
    let app = Chain::<Rc<str>, usize>::new().with(Timing::layer()).view(|text: Rc<str>| text.len());
    let _ = app.acall("x".into());
}
