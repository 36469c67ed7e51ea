//! Errors keep their types, and a service that cannot become ready is an error of the request.

use std::{convert::Infallible, time::Duration};

use middleware_core::{
    Chain, GetResponse, middleware,
    tower::{from_fallible_layer, from_fallible_service, from_service},
};
use middleware_tests::drive_everywhere;
use tower::{
    BoxError, Service as _, ServiceBuilder, ServiceExt as _,
    timeout::{TimeoutLayer, error::Elapsed},
};

use crate::tower::strict::{Down, Fails, Strict};

#[test]
fn a_failing_service_is_an_error_of_the_view() {
    for fails in [Fails::Readiness, Fails::Call] {
        let view = from_fallible_service(Strict::failing(fails));
        let app = Chain::<u32, Result<u32, Down>>::new().view(view);
        let ways = drive_everywhere(&app, &1, |answer| answer);
        assert!(ways.iter().all(|(_, answer)| *answer == Err(Down(fails))), "{ways:?}");
    }
}

#[middleware]
async fn rescue<G>(request: u32, get_response: &GetResponse<G>) -> Result<u32, Down> {
    match get_response.acall(request).await {
        Err(Down(Fails::Call)) => Ok(0),
        answer => answer,
    }
}

#[tokio::test]
async fn a_chain_as_a_tower_layer_sees_the_error_and_may_pass_it_on() {
    let layers = Chain::<u32, Result<u32, Down>>::new().with(rescue());
    let around =
        |strict| ServiceBuilder::new().layer(layers.clone().into_fallible_layer()).service(strict);
    assert_eq!(around(Strict::failing(Fails::Call)).oneshot(1).await, Ok(0));
    assert_eq!(
        around(Strict::failing(Fails::Readiness)).oneshot(1).await,
        Err(Down(Fails::Readiness))
    );
}

/// Sync, so the inner layers have a runtime whatever drives the chain: tower's timeout needs one.
#[middleware]
fn pass<G>(request: u32, get_response: &GetResponse<G>) -> Result<u32, BoxError> {
    get_response.call(request)
}

#[test]
fn a_tower_layer_may_make_other_errors() {
    let app = |waits| {
        Chain::<u32, Result<u32, BoxError>>::new()
            .with(pass())
            .with(from_fallible_layer(TimeoutLayer::new(Duration::from_millis(1))))
            .view(move |n: u32| async move {
                if waits {
                    std::future::pending::<()>().await;
                }
                if n == 0 { Err(Down(Fails::Call)) } else { Ok(n) }
            })
    };
    let observe = |answer: Result<u32, BoxError>| {
        answer.map_err(|error| (error.is::<Elapsed>(), error.is::<Down>()))
    };
    for (_, answer) in drive_everywhere(&app(true), &1, observe) {
        assert_eq!(answer, Err((true, false)));
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    // Without the clock: this one is answered in the first poll.
    assert!(runtime.block_on(app(false).acall(0)).unwrap_err().is::<Down>());
}

impl std::fmt::Display for Down {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "down")
    }
}

impl std::error::Error for Down {}

#[test]
fn a_chain_is_a_service_of_either_kind() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let view = |n: u32| if n == 0 { Err(Down(Fails::Call)) } else { Ok(n) };
    let app = Chain::<u32, Result<u32, Down>>::new().view(view);
    let ask = |n| runtime.block_on(app.clone().into_fallible_service().call(n));
    assert_eq!((ask(1), ask(0)), (Ok(1), Err(Down(Fails::Call))));
    let ask = |n| runtime.block_on(app.clone().into_service().call(n));
    assert_eq!((ask(1), ask(0)), (Ok(Ok(1)), Ok(Err(Down(Fails::Call)))));
}

/// There and back: a chain that is a service that is the view of a chain.
#[test]
fn a_chain_can_go_through_tower_and_back() {
    let inner = Chain::<u32, u32>::new().view(|n: u32| n + 1).into_service();
    let service = ServiceBuilder::new().map_request(|n: u32| n * 2).service(inner);
    let app = Chain::<u32, u32>::new().view(from_service::<_>(service));
    let ways = drive_everywhere(&app, &3, |answer| answer);
    assert!(ways.iter().all(|(_, answer)| *answer == 7), "{ways:?}");
    let _: Result<u32, Infallible> = Ok(7);
}
