use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware(both)]
impl<G> Timing<G> {
    async fn acall(&self, request: String) -> String {
        let (one, two) =
            futures::join!(self.get_response.acall(request.clone()), self.get_response.acall(request));
        one + &two
    }
}

fn main() {}
