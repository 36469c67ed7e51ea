use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Timing<G> {
    #[middleware(blocking)]
    fn process_request(&self, request: &mut &mut Vec<u32>) {
        request.push(1);
    }
}

fn main() {}
