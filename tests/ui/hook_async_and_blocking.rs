use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Timing<G> {
    #[middleware(blocking)]
    async fn process_request(&self, request: &String) {
        println!("{request}");
    }
}

fn main() {}
