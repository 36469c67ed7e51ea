use middleware_core::{Call, GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G: Call<String, Response = String>> Timing<G> {
    async fn acall(&self, request: String) -> String {
        self.get_response.call(request)
    }
}

fn main() {}
