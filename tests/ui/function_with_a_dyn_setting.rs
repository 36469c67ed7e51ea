use middleware_core::{GetResponse, middleware};

trait Named {
    fn name(&self) -> String;
}

#[middleware]
fn timing<G>(request: String, get_response: &GetResponse<G>, name: &dyn Named) -> String {
    println!("{}", name.name());
    get_response.call(request)
}

fn main() {}
