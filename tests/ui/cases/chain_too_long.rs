//! 55 layers: the types of what is inside of each are small, but there are too many.

use middleware_core::{Chain, GetResponse, middleware};

#[middleware]
struct Count<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Count<G> {
    fn process_response(&self, response: &mut u64) {
        *response += 1;
    }
}

fn main() {
    let app = Chain::<u64, u64>::new()
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .with(Count::layer())
        .view(async |n: u64| n);
    app.call(1);
}
