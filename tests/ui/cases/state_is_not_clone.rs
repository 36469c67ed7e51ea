use std::sync::{Mutex, atomic::AtomicUsize};

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

#[middleware(both)]
fn quota<G>(request: u32, get_response: &GetResponse<G>, most: u32, count: &Mutex<u32>) -> u32 {
    let count = { *count.lock().unwrap() };
    if count < most { get_response.call(request) } else { 0 }
}

fn main() {
    let _ = Limit::layer().clone();
    let _ = Chain::<u32, u32>::new().with(Limit::layer()).boxed().view(|n: u32| n);
    let _ = Chain::<u32, u32>::new().with(quota(3, Mutex::new(0))).boxed().view(|n: u32| n);
}
