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

#[middleware]
struct Number<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Number<G> {
    fn call(&self, request: u32) -> String {
        self.get_response.call(request)
    }
}

fn main() {
    let _ = Chain::<String, String>::new()
        .with(Timing::layer())
        .with(Number::layer())
        .view(|number: u32| number.to_string());
}
