use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Timing<G> {
    fn process_reponse(&self, response: &mut u32) {
        *response += 1;
    }
}

#[middleware]
struct Other<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Other<G> {
    fn cal(&self, request: u32) -> u32 {
        self.get_response.call(request)
    }
}

fn main() {}
