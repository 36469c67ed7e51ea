use middleware_core::middleware;

#[middleware]
struct Timing {
    limit: u32,
}

#[middleware]
impl Timing {
    fn call(&self, request: String) -> String {
        request
    }
}

fn main() {}
