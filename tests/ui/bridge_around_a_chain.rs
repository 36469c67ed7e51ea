use middleware_core::{Chain, GetResponse, middleware};

#[middleware]
struct Audit<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Audit<G> {
    fn call(&self, request: String) -> String {
        self.get_response.call(request)
    }
}

#[middleware(both)]
fn timing<G>(request: String, get_response: &GetResponse<G>) -> String {
    get_response.call(request)
}

fn main() {
    let inside = Chain::<String, String>::new().with(timing).view(async |name: String| name);
    let _ = Chain::<String, String>::new().with(Audit::layer()).view(inside).without_bridges();
}
