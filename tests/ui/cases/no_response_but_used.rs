use middleware_core::{Chain, GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Timing<G> {
    fn call(&self, request: String) {
        self.get_response.call(request)
    }
}

fn main() {
    let app = Chain::<String, String>::new().with(Timing::layer()).view(|name: String| name);
    println!("{}", app.call("x".to_owned()));
}
