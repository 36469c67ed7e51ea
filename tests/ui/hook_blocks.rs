use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Timing<G> {
    fn process_request(&self, request: &mut String) {
        if let Ok(text) = std::fs::read_to_string("banner.txt") {
            request.push_str(&text);
        }
    }
}

fn main() {}
