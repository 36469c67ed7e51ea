mod timing {
    use middleware_core::{GetResponse, middleware};

    #[middleware]
    pub struct Timing<G> {
        get_response: GetResponse<G>,
        count: u32,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn call(&self, request: String) -> String {
            self.get_response.call(request)
        }
    }
}

use middleware_core::{Chain, chain::layer_fn};
use timing::Timing;

fn main() {
    let _ = Chain::<String, String>::new()
        .with(layer_fn(|get_response| Timing { get_response, count: 0 }))
        .view(|name: String| name);
}
