//! The helpers for tests: they really drive a chain in each way that they name.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
};

use axum::body::Body;
use http::{Method, Request, Response};
use middleware_core::{
    Chain, GetResponse, Mode, middleware,
    testing::{Driver, Stub, Way, in_every_way},
};
use tokio::{
    runtime::{Handle, RuntimeFlavor},
    sync::oneshot,
};

#[middleware(both)]
fn add<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
    get_response.call(request + 1)
}

#[middleware]
fn audit<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
    get_response.call(request + 10)
}

#[test]
fn a_test_runs_once_in_each_way_with_a_chain_of_its_own() {
    let ways = Mutex::new(Vec::new());
    in_every_way(
        || Chain::<u32, u32>::new().with(add()),
        |n: u32| n * 2,
        |trial| {
            assert_eq!((trial.ask(1), trial.ask(2)), (4, 6));
            assert_eq!(trial.requests(), [2, 3]);
            assert_eq!(trial.app().mode(), trial.way().view());
            ways.lock().unwrap().push(trial.way());
        },
    );
    assert!(ways.into_inner().unwrap().into_iter().eq(Way::all()));
}

/// Where a layer runs that follows the mode of the view.
#[test]
fn the_ways_are_what_they_say() {
    type Seen = (Option<RuntimeFlavor>, bool);
    let seen: Arc<Mutex<Option<Seen>>> = Arc::default();
    let look = Arc::clone(&seen);
    in_every_way(
        Chain::<u32, u32>::new,
        move |n: u32| {
            let flavor = Handle::try_current().ok().map(|handle| handle.runtime_flavor());
            *look.lock().unwrap() = Some((flavor, tokio::task::try_id().is_some()));
            n
        },
        |trial| {
            trial.ask(1);
            let (flavor, is_task) = seen.lock().unwrap().take().unwrap();
            let plan = trial.plan();
            let driver = trial.way().driver();
            assert_eq!(
                plan.hops(driver.mode()),
                usize::from(driver.mode() == Mode::Async && plan.mode() == Mode::Sync)
            );
            match driver {
                // An async view is driven in the context of an embedded runtime.
                Driver::Thread => assert_eq!(flavor.is_some(), plan.mode() == Mode::Async),
                Driver::BlockingThread => {
                    assert_eq!((flavor, is_task), (Some(RuntimeFlavor::CurrentThread), true));
                }
                Driver::BlockOn => {
                    assert_eq!((flavor, is_task), (Some(RuntimeFlavor::CurrentThread), false));
                }
                Driver::Worker => {
                    assert_eq!((flavor, is_task), (Some(RuntimeFlavor::MultiThread), true));
                }
                // A sync view is on a thread of the pool then, which works for the runtime but is none of its tasks.
                Driver::Task => {
                    assert_eq!(flavor, Some(RuntimeFlavor::MultiThread));
                    assert_eq!(is_task, plan.mode() == Mode::Async);
                }
                other => panic!("a driver that is not tested: {other:?}"),
            }
        },
    );
}

#[test]
fn a_panic_of_the_chain_is_one_of_the_test_with_its_payload() {
    for index in 0..Way::all().count() {
        let number = Mutex::new(0);
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            in_every_way(
                || Chain::<u32, u32>::new().with(audit()),
                |n: u32| if n == 17 { std::panic::panic_any(n) } else { n },
                |trial| {
                    let mut number = number.lock().unwrap();
                    *number += 1;
                    let is_last = *number > index;
                    drop(number);
                    trial.ask(if is_last { 7 } else { 1 });
                },
            );
        }));
        assert_eq!(outcome.unwrap_err().downcast_ref::<u32>(), Some(&17));
        assert_eq!(number.into_inner().unwrap(), index + 1);
    }
}

#[tokio::test]
async fn it_may_run_in_async_code_too() {
    in_every_way(
        || Chain::<u32, u32>::new().with(audit()),
        |n: u32| n,
        |trial| assert_eq!(trial.ask(1), 11),
    );
}

#[test]
fn a_stub_stands_for_either_mode_and_its_clones_remember_together() {
    let stub = Stub::new(|n: u32| n + 1);
    let other = stub.clone();
    assert_eq!(stub.get_response(Mode::Sync).call(1), 2);
    let inside = other.get_response(Mode::Async);
    let mut answer = pin!(inside.acall(2));
    let mut context = Context::from_waker(Waker::noop());
    assert_eq!(answer.as_mut().poll(&mut context), Poll::Pending);
    assert_eq!(answer.as_mut().poll(&mut context), Poll::Ready(3));
    assert_eq!(stub.requests(), [1, 2]);
}

#[middleware(both)]
fn tag<G>(request: Request<Body>, get_response: &GetResponse<G>) -> Response<Body> {
    let mut request = request;
    request.headers_mut().insert("x-tag", "42".parse().unwrap());
    let mut response = get_response.call(request);
    response.headers_mut().insert("x-tagged", "yes".parse().unwrap());
    response
}

/// axum's requests have a body that is not `Clone`.
#[test]
fn a_request_with_a_body_is_recorded_as_what_the_test_makes_of_it() {
    let ways = Mutex::new(0);
    in_every_way(
        || Chain::<Request<Body>, Response<Body>>::new().with(tag()),
        Stub::recording(
            |request: &Request<Body>| (request.method().clone(), request.headers().len()),
            |_| Response::default(),
        ),
        |trial| {
            let response = trial.ask(Request::post("/").body(Body::from("hello")).unwrap());
            assert_eq!(response.headers()["x-tagged"], "yes");
            assert!(trial.ask(Request::default()).status().is_success());
            assert_eq!(trial.requests(), [(Method::POST, 1), (Method::GET, 1)]);
            assert_eq!(trial.app().mode(), trial.way().view());
            *ways.lock().unwrap() += 1;
        },
    );
    assert_eq!(ways.into_inner().unwrap(), Way::all().count());
}

/// A request that only one handler can answer.
#[derive(Debug)]
struct Order {
    item: &'static str,
    reply: oneshot::Sender<u32>,
}

/// Sync only, so half of the ways have a bridge.
#[middleware]
fn priced<G>(order: Order, get_response: &GetResponse<G>) -> Result<(), u32> {
    if order.item.is_empty() { Err(400) } else { get_response.call(order) }
}

#[test]
fn a_request_with_a_sender_reaches_the_view_with_it() {
    in_every_way(
        || Chain::<Order, Result<(), u32>>::new().with(priced()),
        Stub::recording(
            |order: &Order| order.item.to_owned(),
            |order: Order| order.reply.send(350),
        ),
        |trial| {
            let (reply, mut answer) = oneshot::channel();
            assert_eq!(trial.ask(Order { item: "tea", reply }), Ok(()));
            assert_eq!(answer.try_recv(), Ok(350));
            let (reply, mut answer) = oneshot::channel();
            assert_eq!(trial.ask(Order { item: "", reply }), Err(400));
            assert!(answer.try_recv().is_err());
            assert_eq!(trial.requests(), ["tea"]);
        },
    );
}

#[test]
fn a_stub_records_what_the_test_makes_of_a_request() {
    let stub = Stub::recording(
        |order: &Order| format!("{order:?}").len() > 10,
        |order: Order| order.reply.send(1),
    );
    let order = || Order { item: "tea", reply: oneshot::channel().0 };
    assert_eq!(stub.get_response(Mode::Sync).call(order()), Err(1));
    let other = stub.clone();
    let priced = Chain::<Order, Result<(), u32>>::new().with(priced());
    assert_eq!(priced.view(other.get_response(Mode::Sync)).call(order()), Err(1));
    assert_eq!(stub.requests(), [true, true]);
}

/// A request that is `Clone` can be recorded in another form, too.
#[test]
fn a_stub_that_is_passed_to_several_runs_has_a_record_for_each() {
    let stub = Stub::recording(|n: &u32| n.to_string(), |n: u32| n * 2);
    in_every_way(
        || Chain::<u32, u32>::new().with(add()),
        stub.clone(),
        |trial| {
            assert_eq!(trial.ask(1), 4);
            assert_eq!(trial.requests()[0].len(), 1);
            assert_eq!(trial.requests(), ["2"]);
        },
    );
    assert!(stub.requests().is_empty());
    in_every_way(Chain::<u32, u32>::new, Stub::new(|n: u32| n), |trial| {
        assert_eq!(trial.ask(1), 1);
        assert_eq!(trial.requests(), [1]);
    });
}

/// The kit boxes the chain, so requests are `'static`, and a borrowed one is a `&'static` reference.
#[test]
fn a_borrowed_request_is_recorded() {
    in_every_way(
        Chain::<&'static str, usize>::new,
        |request: &'static str| request.len(),
        |trial| {
            assert_eq!(trial.ask("tea"), 3);
            assert_eq!(trial.requests(), ["tea"]);
        },
    );
}
