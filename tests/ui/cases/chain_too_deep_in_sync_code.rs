//! More sync layers than the compiler can prove that they can be called.

use middleware_core::{Chain, GetResponse, middleware};

#[middleware]
struct Add<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Add<G> {
    fn call(&self, request: u32) -> u32 {
        self.get_response.call(request) + 1
    }
}

macro_rules! with_8 {
    ($chain:expr) => {
        $chain
            .with(Add::layer())
            .with(Add::layer())
            .with(Add::layer())
            .with(Add::layer())
            .with(Add::layer())
            .with(Add::layer())
            .with(Add::layer())
            .with(Add::layer())
    };
}

fn view(request: u32) -> u32 {
    request
}

fn main() {
    let chain = with_8!(with_8!(with_8!(with_8!(Chain::<u32, u32>::new()))));
    let app = with_8!(with_8!(with_8!(with_8!(chain)))).view(view);
    app.call(0);
}
