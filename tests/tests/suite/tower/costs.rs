//! What each passage between a chain and tower allocates a request.

use std::{
    convert::Infallible,
    pin::pin,
    task::{Context, Poll, Waker},
};

use allocation_counter::measure;
use middleware_core::{
    Chain,
    tower::{from_layer, from_service},
};
use tower::{layer::util::Identity, service_fn};
use tower_layer::Layer as _;
use tower_service::Service;

/// The allocations of a request whose future is ready at once.
fn allocations<F: Future<Output = u32>>(ask: impl FnOnce() -> F) -> u64 {
    let measured = measure(|| {
        let answer = pin!(ask()).poll(&mut Context::from_waker(Waker::noop()));
        assert_eq!(answer, Poll::Ready(1));
    });
    measured.count_total
}

#[test]
fn a_service_costs_one_allocation_a_request_a_layer_one_and_a_view_none() {
    let view = async |n: u32| n;
    let echo = service_fn(async |n: u32| Ok::<_, Infallible>(n));
    let chain = Chain::<u32, u32>::new;

    let app = chain().view(view);
    assert_eq!(allocations(|| app.acall(1)), 0);

    let app = chain().view(from_service(echo));
    assert_eq!(allocations(|| app.acall(1)), 0);

    let app =
        chain().with(from_layer(Identity::new())).with(from_layer(Identity::new())).view(view);
    assert_eq!(allocations(|| app.acall(1)), 2);

    let mut service = chain().view(view).into_service();
    assert_eq!(allocations(|| async { service.call(1).await.unwrap() }), 1);

    let mut service = chain().into_layer().layer(echo);
    assert_eq!(allocations(|| async { service.call(1).await.unwrap() }), 1);
}
