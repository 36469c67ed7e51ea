use middleware_core::{GetResponse, middleware};

struct Timing;

impl Timing {
    #[middleware]
    fn timing<G>(&self, request: String, get_response: &GetResponse<G>) -> String {
        get_response.call(request)
    }
}

fn main() {}
