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

fn argument_is_used() {
    let _ = Chain::<String, String>::new().with(Timing::layer()).view(|name| name.to_uppercase());
}

fn argument_is_returned() {
    let _ = Chain::<String, String>::new().with(Timing::layer()).view(|name| name);
}

fn main() {}
