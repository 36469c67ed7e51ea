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
    fn call(&self, request: String) -> String {
        log!(self.get_response.call(request))
    }
}

fn main() {}
