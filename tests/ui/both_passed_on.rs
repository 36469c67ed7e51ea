use middleware_core::{Call, GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware(both)]
impl<G> Timing<G> {
    fn call(&self, request: String) -> String {
        twice(&self.get_response, request)
    }
}

fn twice<H: Call<String, Response = String>>(next: &GetResponse<H>, request: String) -> String {
    next.call(request.clone()) + &next.call(request)
}

fn main() {}
