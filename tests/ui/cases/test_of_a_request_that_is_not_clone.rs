//! The view of a test takes a request that is not `Clone`: the error names what to write instead.

use middleware_core::{
    Chain, GetResponse, Mode, middleware,
    testing::{Stub, in_every_way},
};

struct Order {
    item: &'static str,
}

#[middleware(both)]
fn pass<G>(order: Order, get_response: &GetResponse<G>) -> usize {
    get_response.call(order)
}

fn main() {
    in_every_way(
        || Chain::<Order, usize>::new().with(pass()),
        |order: Order| order.item.len(),
        |trial| assert_eq!(trial.ask(Order { item: "tea" }), 3),
    );

    let stub = Stub::new(|order: Order| order.item.len());
    stub.get_response(Mode::Sync).call(Order { item: "tea" });
}
