use middleware_core::{GetResponse, Handler, middleware};

#[middleware]
struct Timing<G: Handler<String>> {
    get_response: GetResponse<G>,
}

fn main() {}
