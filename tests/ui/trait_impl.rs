use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Clone for Timing<G> {
    fn clone(&self) -> Self {
        Self { get_response: self.get_response.clone() }
    }
}

fn main() {}
