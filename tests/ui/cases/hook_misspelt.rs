use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Timing<G> {
    fn process_request(&self, _: &String) {}

    pub fn process_responce(&self, response: &mut String) {
        response.push('!');
    }

    fn proces_response(&self, response: &mut String) {
        response.push('?');
    }
}

fn main() {}
