use std::rc::Rc;

use middleware_core::{Chain, GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Timing<G> {
    fn call(&self, request: String) -> Rc<str> {
        self.get_response.call(request)
    }
}

fn main() {
    let app = Chain::<String, Rc<str>>::new().with(Timing::layer()).view(|name: String| name.into());
    let _ = app.acall("Ada".to_owned());
}
