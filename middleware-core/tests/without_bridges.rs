//! Without the feature `tokio` there are no bridges, and purely sync and purely async chains work.
//!
//! Run with `cargo test -p middleware-core --no-default-features --features 'derive testing'`.
#![cfg(all(feature = "derive", not(feature = "tokio")))]

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    task::{Context, Poll, Waker},
};

use middleware_core::{
    Capability, Chain, GetResponse, Mode, Plan, middleware,
    plan::{Cost, Format},
};

/// Adds one, in either mode. A name and what it asks of its place need no registry.
#[middleware(name = "shop.Add", outside_of = "SyncAdd")]
#[derive(Debug)]
struct Add<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Add<G> {
    fn call(&self, request: u32) -> u32 {
        self.get_response.call(request) + 1
    }

    async fn acall(&self, request: u32) -> u32 {
        self.get_response.acall(request).await + 1
    }
}

/// Sync only.
#[middleware]
#[derive(Debug)]
struct SyncAdd<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> SyncAdd<G> {
    fn call(&self, request: u32) -> u32 {
        self.get_response.call(request) + 1
    }
}

/// Async only.
#[middleware]
#[derive(Debug)]
struct AsyncAdd<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> AsyncAdd<G> {
    async fn acall(&self, request: u32) -> u32 {
        self.get_response.acall(request).await + 1
    }
}

/// Both, by hooks.
#[middleware]
#[derive(Debug)]
struct AddByHook<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> AddByHook<G> {
    fn process_response(&self, response: &mut u32) {
        *response += 1;
    }
}

/// Both, translated.
#[middleware(both)]
fn add<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
    get_response.call(request) + 1
}

fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("nothing here waits"),
    }
}

#[test]
fn purely_sync_chains_work() {
    let chain = Chain::<u32, u32>::new().with(Add::layer()).with(AddByHook::layer()).with(add());
    let app = chain.with(SyncAdd::layer()).view(|n: u32| n);
    assert_eq!(app.call(0), 4);
    assert_eq!(app.mode(), Mode::Sync);
    assert_eq!(app.boxed().call(0), 4);
}

#[test]
fn purely_async_chains_work() {
    let chain = Chain::<u32, u32>::new().with(Add::layer()).with(AddByHook::layer()).with(add());
    let app = chain.with(AsyncAdd::layer()).view(async |n: u32| n);
    assert_eq!(ready(app.acall(0)), 4);
    assert_eq!(app.mode(), Mode::Async);
    assert_eq!(ready(app.boxed().acall(0)), 4);
}

#[test]
fn a_boxed_chain_that_would_need_a_bridge_says_so() {
    let sync_app = Chain::<u32, u32>::new().view(|n: u32| n).boxed();
    let async_app = Chain::<u32, u32>::new().view(async |n: u32| n).boxed();
    let calls: [&dyn Fn() -> u32; 2] = [&|| ready(sync_app.acall(0)), &|| async_app.call(0)];
    for call in calls {
        let payload = catch_unwind(AssertUnwindSafe(call)).expect_err("there is no bridge");
        let message = payload.downcast_ref::<&str>().unwrap();
        assert!(message.contains("enable the feature `tokio` of `middleware-core`"), "{message}");
    }
}

/// Both bridges: around the sync layer, and inside it.
fn two_bridges() -> Plan {
    Plan::of_view("hello", Mode::Async)
        .wrapped_in("Audit", Capability::SyncOnly)
        .wrapped_in("Timing", Capability::Both)
}

#[test]
fn the_plan_says_that_a_bridge_is_not_available() {
    let plan = two_bridges();
    assert_eq!(
        plan.to_string(),
        "\
called from sync code: direct, then a bridge: not available without the feature `tokio`
called from async code: bridge async to sync, because `Audit` has no `acall`: not available without the feature `tokio`
 │
 │  layer    capability   mode
 ├─ Timing   both         sync
 ├─ Audit    sync only    sync
 ╪  sync to async, because `Audit` has no `acall`: not available without the feature `tokio`
 └─ hello    view         async
"
    );
    let app = Chain::<u32, u32>::new().with(SyncAdd::layer()).view(|n: u32| n);
    assert!(app.plan().to_string().starts_with(
        "called from sync code: direct, no hop\n\
         called from async code: bridge async to sync, because `SyncAdd` has no `acall`: \
         not available without the feature `tokio`\n"
    ));
    let app = Chain::<u32, u32>::new().view(async |n: u32| n);
    assert!(app.plan().to_string().contains("is async: not available without the feature `tokio`"));
    assert!(app.plan().to_string().contains("called from async code: direct, no hop\n"));
}

#[test]
fn the_plan_counts_bridges_and_no_hops() {
    let plan = two_bridges();
    assert_eq!((plan.bridge_count(Mode::Sync), plan.bridge_count(Mode::Async)), (1, 2));
    for caller in [Mode::Sync, Mode::Async] {
        assert_eq!(plan.hops(caller), 0);
        assert!(plan.crossings(caller).all(|crossing| crossing.cost() == Cost::Unavailable));
    }
    // The macro refuses such a hook, but a plan can be written by hand.
    let plan = Plan::of_view("hello", Mode::Async)
        .wrapped_in("Session", Capability::Both)
        .with_blocking_hooks(1);
    assert_eq!(plan.hops(Mode::Async), 0);
    assert!(
        plan.to_string().contains("a blocking hook, not available without the feature `tokio`")
    );
}

#[test]
fn the_advice_says_that_a_bridge_is_not_available() {
    assert_eq!(
        two_bridges().advice(Mode::Async).to_string(),
        "\
Called from async code, this chain has 2 bridges:
- around `Timing`, async to sync, because `Audit` has no `acall`: not available without the feature `tokio`
- inside `Audit`, sync to async, because `Audit` has no `acall`: not available without the feature `tokio`
Give `Audit` an `acall`, and no bridge is left."
    );
}

#[test]
fn the_pictures_say_that_a_bridge_is_not_available() {
    for format in Format::ALL {
        let plan = two_bridges();
        let picture = plan.picture(Mode::Async, format).to_string();
        for promise in ["hop to a pool thread", "the hop", "blocks until", "penwidth=3"] {
            assert!(!picture.contains(promise), "{picture}");
        }
        let words = match format {
            Format::Text => vec![
                ("not possible without the feature `tokio`", 1),
                ("not available without the feature `tokio`", 2),
            ],
            Format::Json => vec![("\"hop\": false, \"available\": false", 2)],
            Format::Mermaid => vec![("not available without the feature #96;tokio#96;", 2)],
            Format::Dot => vec![
                ("not available without the feature `tokio`", 2),
                ("shape=hexagon, style=dashed", 2),
            ],
            Format::Svg => vec![
                (">not possible without the feature `tokio`<", 1),
                (">not available without the feature `tokio`<", 2),
                ("class=\"bridge unavailable\"", 2),
            ],
            other => panic!("a format without an expectation: {other}"),
        };
        for (words, times) in words {
            assert_eq!(picture.matches(words).count(), times, "{words}: {picture}");
        }
    }
}

#[cfg(feature = "testing")]
mod testing {
    use std::sync::{Arc, Mutex};

    use axum::{body::Body, http::Request};
    use middleware_core::testing::{Driver, Stub, Trial, Way, in_every_way};

    use super::{Add, AddByHook, AsyncAdd, Chain, GetResponse, Mode, SyncAdd, add, middleware};

    const SYNC: (Mode, Driver) = (Mode::Sync, Driver::Thread);
    const ASYNC: (Mode, Driver) = (Mode::Async, Driver::BlockOn);

    /// Notes the ways in which a test runs.
    #[derive(Default)]
    struct Ways(Mutex<Vec<(Mode, Driver)>>);

    impl Ways {
        fn add<Req, Res, Record>(&self, trial: &Trial<Req, Res, Record>) {
            self.0.lock().unwrap().push((trial.way().view(), trial.way().driver()));
        }

        fn seen(self) -> Vec<(Mode, Driver)> {
            self.0.into_inner().unwrap()
        }
    }

    #[test]
    fn there_are_two_ways_none_of_which_has_a_bridge() {
        let ways: Vec<_> = Way::all().map(|way| (way.view(), way.driver())).collect();
        assert_eq!(ways, [SYNC, ASYNC]);
        assert!(Way::all().all(|way| way.driver().mode() == way.view()));
        let names: Vec<_> = Way::all().map(|way| way.to_string()).collect();
        assert_eq!(
            names,
            [
                "sync view, called on a plain thread",
                "async view, awaited in a `block_on` without a runtime",
            ]
        );
    }

    #[test]
    fn layers_with_both_halves_run_in_both_ways() {
        let ways = Ways::default();
        in_every_way(
            || {
                let chain = Chain::<u32, u32>::new().with(Add::layer());
                chain.with(AddByHook::layer()).with(add()).boxed().with(add())
            },
            |n: u32| n * 2,
            |trial| {
                assert_eq!((trial.ask(1), trial.ask(2)), (6, 8));
                assert_eq!(trial.requests(), [1, 2]);
                let plan = trial.plan();
                assert_eq!((plan.mode(), plan.bridge_count(plan.mode())), (trial.way().view(), 0));
                assert_eq!(plan.view().name(), "Stub");
                ways.add(trial);
            },
        );
        assert_eq!(ways.seen(), [SYNC, ASYNC]);
    }

    /// Around a view of the other mode they would need a bridge, which a program without `tokio` cannot have.
    #[test]
    fn layers_with_one_half_run_in_the_way_of_their_mode() {
        let ways = Ways::default();
        in_every_way(
            || Chain::<u32, u32>::new().with(add()).with(SyncAdd::layer()),
            |n: u32| n,
            |trial| {
                assert_eq!(trial.ask(1), 3);
                ways.add(trial);
            },
        );
        in_every_way(
            || Chain::<u32, u32>::new().with(add()).with(AsyncAdd::layer()),
            |n: u32| n,
            |trial| {
                assert_eq!(trial.ask(1), 3);
                ways.add(trial);
            },
        );
        assert_eq!(ways.seen(), [SYNC, ASYNC]);
    }

    #[middleware(both)]
    fn pass<G>(request: Request<Body>, get_response: &GetResponse<G>) -> u16 {
        get_response.call(request)
    }

    #[test]
    fn a_request_that_is_not_clone_is_recorded_as_what_the_test_makes_of_it() {
        in_every_way(
            || Chain::<Request<Body>, u16>::new().with(pass()),
            Stub::recording(|request: &Request<Body>| request.uri().to_string(), |_| 200),
            |trial| {
                assert_eq!(trial.ask(Request::default()), 200);
                assert_eq!(trial.requests(), ["/"]);
            },
        );
    }

    /// Waits until another thread wakes it.
    #[middleware]
    async fn wait<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
        let is_woken = Arc::new(Mutex::new(false));
        std::future::poll_fn(|context| {
            if *is_woken.lock().unwrap() {
                return std::task::Poll::Ready(());
            }
            let (waker, is_woken) = (context.waker().clone(), Arc::clone(&is_woken));
            std::thread::spawn(move || {
                *is_woken.lock().unwrap() = true;
                waker.wake();
            });
            std::task::Poll::Pending
        })
        .await;
        get_response.acall(request).await
    }

    #[test]
    fn an_async_layer_may_wait_for_another_thread() {
        let ways = Ways::default();
        in_every_way(
            || Chain::<u32, u32>::new().with(wait()),
            |n: u32| n,
            |trial| {
                assert_eq!(trial.ask(1), 1);
                ways.add(trial);
            },
        );
        assert_eq!(ways.seen(), [ASYNC]);
    }

    #[test]
    fn a_panic_of_the_chain_is_one_of_the_test_with_its_payload() {
        let outcome = std::panic::catch_unwind(|| {
            in_every_way(
                Chain::<u32, u32>::new,
                |n: u32| if n == 7 { std::panic::panic_any(n) } else { n },
                |trial| {
                    trial.ask(7);
                },
            );
        });
        assert_eq!(outcome.unwrap_err().downcast_ref::<u32>(), Some(&7));
    }

    #[test]
    fn a_stub_has_both_modes() {
        let stub = Stub::new(|n: u32| n + 1);
        let half = Add { get_response: stub.get_response(Mode::Sync) };
        assert_eq!(half.call(1), 3);
        let app = Chain::<u32, u32>::new().with(add()).view(stub.get_response(Mode::Async));
        let mut answer = std::pin::pin!(app.acall(2));
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        assert!(answer.as_mut().poll(&mut context).is_pending());
        assert_eq!(answer.as_mut().poll(&mut context), std::task::Poll::Ready(4));
        assert_eq!(stub.requests(), [1, 2]);
    }
}
