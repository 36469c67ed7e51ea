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

    fn process_response(&self, response: &String) {
        println!("{response}");
    }
}

fn main() {
    let app = Chain::<String, String>::new().with(Timing::layer()).view(|name: String| name);
    println!("{}", app.call("Ada".to_owned()));
}
