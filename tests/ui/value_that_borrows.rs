use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Timing<G> {
    fn process_request(&self, request: &String) -> &str {
        request.as_str()
    }

    fn process_response(&self, response: &String, name: &str) {
        println!("{response}: {name}");
    }
}

fn main() {}
