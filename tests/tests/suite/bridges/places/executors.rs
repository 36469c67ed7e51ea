//! The executors that await a chain, row by row: what they offer to async code outside the first sync layer, and to
//! everything inside it.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    time::Duration,
};

use async_compat::Compat;
use middleware_core::{BoxHandler, Chain, GetResponse};
use middleware_tests::{
    drive::{current_thread, multi_thread, with_watchdog},
    numbers::{AsyncAdd, SyncAdd, numbers},
};
use tokio::runtime::{self, Builder, Handle};

use super::contexts::in_smol;

type App = GetResponse<BoxHandler<u64, u64>>;
type Request = Pin<Box<dyn Future<Output = u64> + Send>>;

/// How an executor awaits a request.
type Executor = fn(Request) -> u64;

/// Waits for a timer of tokio, and adds one.
async fn sleep(n: u64) -> u64 {
    tokio::time::sleep(Duration::from_millis(1)).await;
    n + 1
}

/// Async code that needs nothing of its executor, around sync code.
fn without_timer() -> App {
    numbers().with(AsyncAdd::layer()).view(|n: u64| n + 1).boxed()
}

/// Async code outside the first sync layer that waits for a timer.
fn timer_outside() -> App {
    numbers().with(AsyncAdd::layer()).view(sleep).boxed()
}

/// Async code inside a sync layer that waits for a timer.
fn timer_inside() -> App {
    numbers().with(AsyncAdd::layer()).with(SyncAdd::layer()).view(sleep).boxed()
}

/// Returns the response, or the text of the panic.
fn awaited(executor: Executor, app: App) -> Result<u64, String> {
    with_watchdog("a request", move || {
        let request: Request = Box::pin(async move { app.acall(0).await });
        catch_unwind(AssertUnwindSafe(|| executor(request))).map_err(|payload| {
            let text = payload.downcast_ref::<String>().cloned();
            text.or(payload.downcast_ref().map(|text: &&str| (*text).to_owned())).unwrap()
        })
    })
}

/// Asserts that a timer outside the first sync layer panics with this text of tokio.
fn panics_outside(executor: Executor, text: &str) {
    let panic = awaited(executor, timer_outside()).unwrap_err();
    assert!(panic.contains(text), "{panic}");
}

const NO_RUNTIME: &str = "there is no reactor running";
const NO_TIMERS: &str = "timers are disabled";

const OTHER_EXECUTORS: [Executor; 3] =
    [futures::executor::block_on::<Request>, pollster::block_on::<Request>, in_smol::<u64>];

#[test]
fn tokio_has_timers_everywhere() {
    let executors: [Executor; 4] = [
        |request| multi_thread().block_on(request),
        |request| multi_thread().block_on(async { tokio::spawn(request).await.unwrap() }),
        |request| current_thread().block_on(request),
        |request| current_thread().block_on(async { tokio::spawn(request).await.unwrap() }),
    ];
    for executor in executors {
        assert_eq!(awaited(executor, without_timer()), Ok(2));
        assert_eq!(awaited(executor, timer_outside()), Ok(2));
        assert_eq!(awaited(executor, timer_inside()), Ok(3));
    }
}

/// A hop keeps the caller's runtime, so it has no timers on the other side either.
#[test]
fn tokio_without_a_time_driver_has_timers_nowhere() {
    let executors: [Executor; 2] = [
        |request| Builder::new_multi_thread().worker_threads(1).build().unwrap().block_on(request),
        |request| Builder::new_current_thread().build().unwrap().block_on(request),
    ];
    for executor in executors {
        assert_eq!(awaited(executor, without_timer()), Ok(2));
        panics_outside(executor, NO_TIMERS);
        let panic = awaited(executor, timer_inside()).unwrap_err();
        assert!(panic.contains(NO_TIMERS), "{panic}");
    }
}

#[test]
fn other_executors_have_timers_inside_the_first_sync_layer() {
    for executor in OTHER_EXECUTORS {
        assert_eq!(awaited(executor, without_timer()), Ok(2));
        panics_outside(executor, NO_RUNTIME);
        assert_eq!(awaited(executor, timer_inside()), Ok(3));
    }
}

#[test]
fn other_executors_have_timers_everywhere_in_the_context_of_a_runtime() {
    let executors: [Executor; 2] = [
        |request| {
            let runtime = multi_thread();
            let _context = runtime.enter();
            futures::executor::block_on(request)
        },
        |request| {
            let runtime = multi_thread();
            let _context = runtime.enter();
            pollster::block_on(request)
        },
    ];
    let compat: [Executor; 3] = [
        |request| futures::executor::block_on(Compat::new(request)),
        |request| pollster::block_on(Compat::new(request)),
        |request| in_smol(Compat::new(request)),
    ];
    for executor in executors.into_iter().chain(compat) {
        assert_eq!(awaited(executor, without_timer()), Ok(2));
        assert_eq!(awaited(executor, timer_outside()), Ok(2));
        assert_eq!(awaited(executor, timer_inside()), Ok(3));
    }
}

#[test]
fn a_hop_keeps_the_runtime_of_compat() {
    let app = Chain::<(), runtime::Id>::new().view(|()| Handle::current().id());
    let ids = async { (Handle::current().id(), app.acall(()).await) };
    let (outside, inside) = pollster::block_on(Compat::new(ids));
    assert_eq!(outside, inside);
}

/// The other way that needs no runtime: sync code drives the chain, in the context of the embedded one.
#[test]
fn call_has_timers_everywhere() {
    for app in [timer_outside(), timer_inside()] {
        let expected = app.plan().layers().len() as u64 + 1;
        assert_eq!(with_watchdog("a call", move || app.call(0)), expected);
    }
    let app = Chain::<u64, u64>::new().view(sleep);
    assert_eq!(with_watchdog("a call", move || app.call(0)), 1);
}
