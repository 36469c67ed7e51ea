use middleware_core::{GetResponse, middleware};

macro_rules! log {
    ($value:expr) => {
        $value
    };
}

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware(both)]
impl<G> Timing<G> {
    async fn acall(&self, request: String) -> String {
        log!(self.get_response.acall(request).await)
    }
}

fn main() {}
