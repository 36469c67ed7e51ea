use middleware_core::{Chain, GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Timing<G> {
    fn process_request(&self, request: String) {
        println!("{request}");
    }
}

fn main() {
    let app = Chain::<String, usize>::new().with(Timing::layer()).view(|text: String| text.len());
    let _ = app.call("a".to_owned());
}
