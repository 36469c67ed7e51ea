use middleware_core::{Chain, GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Timing<G> {
    fn call(&self, request: String) -> String {
        self.get_response.call(request)
    }
}

fn main() {
    let get_response = Chain::<String, String>::new().view(|name: String| name);
    let _ = Chain::<String, String>::new().with(Timing { get_response }).view(|name: String| name);
}
