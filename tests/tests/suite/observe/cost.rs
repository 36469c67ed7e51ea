//! What observing costs, in allocations.

use middleware_core::{Chain, observe::Observation};

use super::{Reply, Wish, answer, gate};

/// The allocations of one request, after others.
fn allocations(mut request: impl FnMut()) -> u64 {
    for _ in 0..3 {
        request();
    }
    allocation_counter::measure(request).count_total
}

#[test]
fn an_observed_sync_chain_allocates_nothing() {
    let observation = Observation::new("allocations");
    let chain = Chain::<Wish, Reply>::new().observe(&observation).with(gate()).with(gate());
    let app = chain.view(answer);
    assert_eq!(allocations(|| drop(app.call(Wish::Answer))), 0);
}

#[test]
fn an_observed_async_chain_allocates_nothing() {
    let observation = Observation::new("async allocations");
    let chain = Chain::<Wish, Reply>::new().observe(&observation).with(gate()).with(gate());
    let app = chain.view(async |_| Ok(1));
    // `block_on` allocates its waker.
    let plain = Chain::<Wish, Reply>::new().view(async |_| Ok(1));
    let of_block_on = allocations(|| drop(pollster::block_on(plain.acall(Wish::Answer))));
    assert_eq!(allocations(|| drop(pollster::block_on(app.acall(Wish::Answer)))), of_block_on);
}
