use std::sync::Mutex;

use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
    count: Mutex<u32>,
}

#[middleware(both)]
impl<G> Timing<G> {
    fn call(&self, request: String) -> String {
        let mut count = self.count.lock().unwrap();
        *count += 1;
        self.get_response.call(request)
    }
}

fn main() {}
