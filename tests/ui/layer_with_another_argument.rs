use middleware_core::{Chain, GetResponse, middleware};

#[middleware]
struct Limit<G> {
    get_response: GetResponse<G>,
    most: u32,
}

#[middleware]
impl<G> Limit<G> {
    fn call(&self, request: String) -> String {
        self.get_response.call(request)
    }
}

fn main() {
    let _ = Chain::<String, String>::new().with(Limit::layer("7")).view(|name: String| name);
}
