//! Without the feature `tokio` there are no bridges, and purely sync and purely async chains work.
//!
//! Run with `cargo test -p middleware-core --no-default-features --features derive`.
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
        // Each bridge once. The text has the one around the chain for each of the two callers.
        let words = match format {
            Format::Text => vec![("not available without the feature `tokio`", 3)],
            Format::Json => vec![("\"hop\": false, \"available\": false", 2)],
            Format::Mermaid => vec![("not available without the feature #96;tokio#96;", 2)],
            Format::Dot => vec![
                ("not available without the feature `tokio`", 2),
                ("shape=hexagon, style=dashed", 2),
            ],
            Format::Svg => vec![
                ("not available without the feature `tokio`", 2),
                ("stroke=\"#b91c1c\" stroke-width=\"2\" stroke-dasharray=\"4 4\"", 2),
            ],
            other => panic!("a format without an expectation: {other}"),
        };
        for (words, times) in words {
            assert_eq!(picture.matches(words).count(), times, "{words}: {picture}");
        }
    }
}
