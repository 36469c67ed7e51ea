use middleware_core::middleware;

#[middleware]
fn timing(request: String) -> String {
    request
}

fn main() {}
