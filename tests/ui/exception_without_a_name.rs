use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Timing<G> {
    fn process_exception(&self, error: impl std::error::Error) -> Result<String, String> {
        Err(error.to_string())
    }
}

fn main() {}
