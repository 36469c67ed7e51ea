use std::sync::atomic::AtomicUsize;

use middleware_core::{Chain, GetResponse, middleware};

#[middleware]
struct Limit<G> {
    get_response: GetResponse<G>,
    #[middleware(default)]
    in_flight: AtomicUsize,
}

#[middleware]
impl<G> Limit<G> {
    fn call(&self, request: u32) -> u32 {
        self.get_response.call(request)
    }
}

fn main() {
    let _ = Limit::layer().clone();
    let _ = Chain::<u32, u32>::new().with(Limit::layer()).boxed().view(|n: u32| n);
}
