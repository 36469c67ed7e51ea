//! Every place that a chain can be called from, in both directions: the table in the docs of
//! `middleware_core::bridge`, row by row.

mod chains;
mod contexts;
mod drops;
mod executors;
mod runtimes;
mod shutdown;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    time::Duration,
};

use middleware_core::{Chain, GetResponse, middleware};
use middleware_tests::drive::{current_thread, multi_thread, with_watchdog};
use tokio::task::LocalSet;

/// What became of a call.
#[derive(Debug, PartialEq, Eq)]
enum Seen {
    /// It was answered.
    Answer,
    /// `try_call` gave the request back, and `call` panicked, both with this text.
    Refused(String),
}

/// Sync code that calls an async chain, which waits for a timer and for a task of its runtime: by `try_call`, and
/// by `call`.
fn call() -> Seen {
    let app = Chain::<u32, u32>::new().view(async |n: u32| {
        tokio::time::sleep(Duration::from_millis(1)).await;
        tokio::spawn(async move { n + 1 }).await.unwrap()
    });
    call_it(&app)
}

/// The same with a chain that waits for nothing.
fn call_ready() -> Seen {
    call_it(&Chain::<u32, u32>::new().view(async |n: u32| n + 1))
}

fn call_it<H: middleware_core::Call<u32, Response = u32>>(app: &GetResponse<H>) -> Seen {
    let tried = app.try_call(1);
    let called = catch_unwind(AssertUnwindSafe(|| app.call(1)));
    match (tried, called) {
        (Ok(2), Ok(2)) => Seen::Answer,
        (Err(refused), Err(payload)) => {
            let text = refused.to_string();
            assert_eq!(payload.downcast_ref::<String>(), Some(&text));
            assert_eq!(refused.into_inner(), 1);
            Seen::Refused(text)
        }
        (tried, called) => panic!("`try_call` gave {tried:?}, and `call` {called:?}"),
    }
}

/// Async code that calls a sync chain.
fn acall() -> Pin<Box<dyn Future<Output = Seen> + Send>> {
    let app = Chain::<u32, u32>::new().view(|n: u32| n + 1);
    Box::pin(async move {
        assert_eq!(app.acall(1).await, 2);
        Seen::Answer
    })
}

/// Runs `place`, which must not hang.
fn answers(place: impl FnOnce() -> Seen + Send + 'static) {
    assert_eq!(with_watchdog("a call", place), Seen::Answer);
}

/// Runs `place`, which must not hang, and where the thread cannot be blocked.
fn refuses(place: impl FnOnce() -> Seen + Send + 'static, why: &str) {
    match with_watchdog("a call", place) {
        Seen::Refused(text) => {
            assert!(text.contains(why) && text.contains("await the chain's"), "{text}");
        }
        Seen::Answer => panic!("it must refuse"),
    }
}

const CURRENT_THREAD: &str = "on the only thread of a current-thread runtime";
const LOCAL_SET: &str = "on a thread that drives a `LocalSet`";

// A chain that waits for nothing async is called anywhere.

#[test]
fn a_sync_chain_is_called_anywhere() {
    let app = Chain::<u32, u32>::new().with(Both::layer()).view(|n: u32| n + 1);
    assert_eq!(current_thread().block_on(async { app.try_call(1).unwrap() }), 2);
    assert_eq!(current_thread().block_on(async { app.call(1) }), 2);
    let in_set = LocalSet::new().block_on(&multi_thread(), async { app.try_call(1).unwrap() });
    assert_eq!(in_set, 2);
}

/// Runs in the mode of its inside.
#[middleware]
#[derive(Debug)]
struct Both<G> {
    get_response: GetResponse<G>,
}

#[middleware(both)]
impl<G> Both<G> {
    fn call(&self, request: u32) -> u32 {
        self.get_response.call(request)
    }
}
