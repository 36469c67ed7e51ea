use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Timing<G> {
    fn acall(&self, request: String) -> impl Future<Output = String> + Send {
        self.get_response.acall(request)
    }
}

fn main() {}
