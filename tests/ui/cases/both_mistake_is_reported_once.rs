use middleware_core::{Chain, GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware(both)]
impl<G> Timing<G> {
    fn call(&self, request: String) -> String {
        let next = &self.get_response;
        next.call(request)
    }
}

fn main() {
    let app = Chain::<String, String>::new().with(Timing::layer()).view(|name: String| name);
    println!("{}", app.call("Ada".to_owned()));
}
