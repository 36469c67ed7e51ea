//! The bridges between sync and async code: threads, runtimes, panics, dropped requests.

mod dropped;
mod floods;
mod panics;
mod places;
mod timeouts;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Barrier,
        atomic::{AtomicBool, AtomicU32, Ordering},
        mpsc,
    },
    thread::{self, ThreadId},
    time::Duration,
};

use middleware_core::{Chain, GetResponse, Mode, middleware};
use middleware_tests::{
    AsyncStep, Does, Kind, Request, Response, Step, SyncStep, Trace,
    drive::{current_thread, multi_thread, with_watchdog},
    drive_everywhere,
    step::{App, suspend, wrap},
};
use tokio::runtime::Handle;

/// Layers that note their thread, of any kind.
#[middleware]
#[derive(Debug)]
struct SyncSpy<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> SyncSpy<G> {
    fn call(&self, mut seen: Vec<ThreadId>) -> Vec<ThreadId> {
        seen.push(thread::current().id());
        self.get_response.call(seen)
    }
}

#[middleware]
#[derive(Debug)]
struct AsyncSpy<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> AsyncSpy<G> {
    async fn acall(&self, mut seen: Vec<ThreadId>) -> Vec<ThreadId> {
        suspend().await;
        seen.push(thread::current().id());
        self.get_response.acall(seen).await
    }
}

fn spy(mut seen: Vec<ThreadId>) -> Vec<ThreadId> {
    seen.push(thread::current().id());
    seen
}

async fn async_spy(seen: Vec<ThreadId>) -> Vec<ThreadId> {
    suspend().await;
    spy(seen)
}

type Seen = Vec<ThreadId>;

#[test]
fn from_sync_code_everything_runs_on_the_callers_thread() {
    let app = Chain::<Seen, Seen>::new()
        .with(AsyncSpy::layer())
        .with(SyncSpy::layer())
        .with(AsyncSpy::layer())
        .with(SyncSpy::layer())
        .view(async_spy);
    assert_eq!(app.plan().hops(Mode::Sync), 0);
    assert_eq!(app.call(Vec::new()), [thread::current().id(); 5]);
}

#[test]
fn alternating_layers_take_one_hop() {
    let app = Chain::<Seen, Seen>::new()
        .with(SyncSpy::layer())
        .with(AsyncSpy::layer())
        .with(SyncSpy::layer())
        .with(AsyncSpy::layer())
        .view(spy);
    assert_eq!(app.plan().hops(Mode::Async), 1);
    let seen = current_thread().block_on(app.acall(Vec::new()));
    assert_ne!(seen[0], thread::current().id());
    assert_eq!(seen, [seen[0]; 5]);
}

#[test]
fn the_hop_is_taken_where_the_first_sync_layer_is() {
    let app = Chain::<Seen, Seen>::new()
        .with(AsyncSpy::layer())
        .with(SyncSpy::layer())
        .with(SyncSpy::layer())
        .view(async_spy);
    let seen = current_thread().block_on(app.acall(Vec::new()));
    assert_eq!(seen[0], thread::current().id());
    assert_ne!(seen[1], seen[0]);
    assert_eq!(seen[1..], [seen[1]; 3]);
}

#[test]
fn two_requests_in_sync_views_run_in_parallel() {
    let barrier = Arc::new(Barrier::new(2));
    let app = Chain::<(), ()>::new().view(move |()| {
        barrier.wait();
    });
    with_watchdog("two sync views at a barrier", move || {
        current_thread().block_on(async { futures::join!(app.acall(()), app.acall(())) });
    });
}

/// A chain that alternates sync-only and async-only layers around a view that waits for a timer and
/// for a task of its runtime.
fn mixed(depth: usize) -> App {
    let trace = Trace::default();
    let view = Chain::<Request, Response>::new().view(async |request: Request| {
        tokio::time::sleep(Duration::from_millis(1)).await;
        tokio::spawn(suspend()).await.unwrap();
        tokio::task::spawn_blocking(move || Ok(request)).await.unwrap()
    });
    (0..depth).fold(view.boxed(), |inside, at| {
        let kind = if at % 2 == 0 { Kind::Sync } else { Kind::Async };
        wrap(kind, Step::new(at, Does::Pass, &trace), inside)
    })
}

#[test]
fn timers_tasks_and_blocking_tasks_work_inside() {
    // At depth 0 the view is polled by its caller, and needs that one's runtime.
    for depth in 1..5 {
        for (way, answer) in drive_everywhere(&mixed(depth), &"x".to_owned(), |answer| answer) {
            assert_eq!(answer, Ok("x".to_owned()), "depth {depth}; {way}");
        }
    }
}

#[test]
fn inside_is_the_callers_runtime() {
    let app = Chain::<(), Vec<tokio::runtime::Id>>::new()
        .with(SyncRuntime::layer())
        .with(AsyncRuntime::layer())
        .view(|()| vec![Handle::current().id()]);
    for runtime in [current_thread(), multi_thread()] {
        let expected = [runtime.handle().id(); 3];
        assert_eq!(runtime.block_on(app.acall(())), expected);
        let from_sync = app.clone();
        let seen = runtime.block_on(async {
            tokio::task::spawn_blocking(move || from_sync.call(())).await.unwrap()
        });
        assert_eq!(seen, expected);
    }
}

/// Notes the runtime, sync.
#[middleware]
#[derive(Debug)]
struct SyncRuntime<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> SyncRuntime<G> {
    fn call(&self, request: ()) -> Vec<tokio::runtime::Id> {
        let here = Handle::current().id();
        let mut seen = self.get_response.call(request);
        seen.push(here);
        seen
    }
}

/// Notes the runtime, async.
#[middleware]
#[derive(Debug)]
struct AsyncRuntime<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> AsyncRuntime<G> {
    async fn acall(&self, request: ()) -> Vec<tokio::runtime::Id> {
        let mut seen = self.get_response.acall(request).await;
        seen.push(Handle::current().id());
        seen
    }
}

#[test]
fn to_block_the_only_thread_of_a_runtime_is_a_panic_that_says_what_to_do() {
    let app = Chain::<u32, u32>::new().view(async |n: u32| n);
    let runtime = current_thread();
    let payload = runtime
        .block_on(async { catch_unwind(AssertUnwindSafe(|| app.call(1))) })
        .expect_err("it must not block");
    let message = payload.downcast_ref::<String>().unwrap();
    assert!(
        message.contains("await the chain's `.acall(..)` instead of its `.call(..)`"),
        "{message}"
    );
    assert_eq!(runtime.block_on(app.acall(2)), 2);
}

#[test]
fn to_block_a_local_set_is_a_panic() {
    let app = Chain::<u32, u32>::new().view(async |n: u32| n);
    for runtime in [current_thread(), multi_thread()] {
        let outcome = tokio::task::LocalSet::new()
            .block_on(&runtime, async { catch_unwind(AssertUnwindSafe(|| app.call(1))).is_err() });
        assert!(outcome, "the other tasks of the set would stand still");
        let answer = tokio::task::LocalSet::new().block_on(&runtime, app.acall(2));
        assert_eq!(answer, 2);
    }
}

#[test]
fn sync_code_inside_may_start_a_runtime_of_its_own() {
    let view = Chain::<u32, u32>::new().view(|n: u32| current_thread().block_on(async { n }));
    let app = Chain::<u32, u32>::new().with(WrapAsync::layer()).view(view);
    for (way, answer) in drive_everywhere(&app, &7, |answer| answer) {
        assert_eq!(answer, 7, "{way}");
    }
}

/// Async only.
#[middleware]
#[derive(Debug)]
struct WrapAsync<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> WrapAsync<G> {
    async fn acall(&self, request: u32) -> u32 {
        self.get_response.acall(request).await
    }
}

#[test]
fn a_panic_reaches_the_caller_with_its_payload() {
    let panics = Arc::new(AtomicBool::new(true));
    let in_view = Arc::clone(&panics);
    let trace = Trace::default();
    let view = Chain::<Request, Response>::new().view(move |request: Request| {
        if in_view.load(Ordering::Relaxed) {
            std::panic::panic_any(42_u32);
        }
        Ok(request)
    });
    let app = Chain::<Request, Response>::new()
        .with(SyncStep::layer(Step::new(1, Does::Pass, &trace)))
        .with(AsyncStep::layer(Step::new(2, Does::Pass, &trace)))
        .view(view);

    let runtimes = [current_thread(), multi_thread()];
    let calls: [&dyn Fn() -> Response; 4] = [
        &|| app.call("x".into()),
        &|| runtimes[0].block_on(app.acall("x".into())),
        &|| runtimes[1].block_on(app.acall("x".into())),
        &|| futures::executor::block_on(app.acall("x".into())),
    ];
    for call in calls {
        panics.store(true, Ordering::Relaxed);
        let payload = catch_unwind(AssertUnwindSafe(call)).expect_err("the view panics");
        assert_eq!(payload.downcast_ref::<u32>(), Some(&42));
        panics.store(false, Ordering::Relaxed);
        assert_eq!(call(), Ok("x".to_owned()));
    }
}

#[test]
fn a_sync_layer_outlives_the_dropped_future_that_called_it() {
    with_watchdog("dropped future", || {
        let (entered, has_entered) = mpsc::channel();
        let (release, released) = mpsc::channel::<()>();
        let (finished, has_finished) = mpsc::channel();
        let released = std::sync::Mutex::new(released);
        let app = Chain::<(), ()>::new().view(move |()| {
            entered.send(()).unwrap();
            released.lock().unwrap().recv().unwrap();
            finished.send(()).unwrap();
        });
        let runtime = multi_thread();
        let task = runtime.spawn(async move { app.acall(()).await });
        has_entered.recv().unwrap();
        task.abort();
        assert!(runtime.block_on(task).unwrap_err().is_cancelled());
        release.send(()).unwrap();
        has_finished.recv().unwrap();
    });
}

#[test]
fn a_future_that_is_never_polled_calls_nothing() {
    let calls = Arc::new(AtomicU32::new(0));
    let counter = Arc::clone(&calls);
    let app = Chain::<(), ()>::new().view(move |()| {
        counter.fetch_add(1, Ordering::Relaxed);
    });
    drop(app.acall(()));
    assert_eq!(calls.load(Ordering::Relaxed), 0);
    futures::executor::block_on(app.acall(()));
    assert_eq!(calls.load(Ordering::Relaxed), 1);
}

/// Waits for a message beside the call inwards. The call runs sync code inside of this layer's own poll,
/// and that code parks the thread: the wake-up for the message must not get lost.
#[middleware]
#[derive(Debug)]
struct WaitBeside<G> {
    get_response: GetResponse<G>,
    message: Arc<std::sync::Mutex<Option<tokio::sync::oneshot::Receiver<u32>>>>,
}

#[middleware]
impl<G> WaitBeside<G> {
    async fn acall(&self, request: u32) -> u32 {
        let message = self.message.lock().unwrap().take().unwrap();
        let (message, answer) = futures::join!(message, self.get_response.acall(request));
        message.unwrap() + answer
    }
}

#[test]
fn a_wake_up_is_not_swallowed_by_sync_code_that_parks() {
    with_watchdog("swallowed wake-up", || {
        let (send, receive) = tokio::sync::oneshot::channel();
        let send = std::sync::Mutex::new(Some(send));
        let message = Arc::new(std::sync::Mutex::new(Some(receive)));
        let app = Chain::<u32, u32>::new().with(WaitBeside::layer(message)).view(move |n: u32| {
            // The message arrives, and with it an `unpark` for this thread, which `park` takes.
            send.lock().unwrap().take().unwrap().send(40).unwrap();
            thread::park_timeout(Duration::from_millis(10));
            n
        });
        assert_eq!(app.call(2), 42);
    });
}

#[test]
fn the_embedded_runtime_does_not_outrank_one_that_sync_code_starts() {
    // Inside of a chain without a runtime, sync code runs one of its own: what it drives in there
    // belongs to that runtime, and sync layers must not block it.
    let nested = Chain::<u32, u32>::new().with(AddOne::layer()).view(async |n: u32| {
        tokio::time::sleep(Duration::from_millis(1)).await;
        n + 1
    });
    let app = Chain::<u32, u32>::new().with(Around::layer(nested)).view(async |n: u32| n);
    with_watchdog("nested runtime", move || {
        assert_eq!(app.call(0), 2);
        assert_eq!(futures::executor::block_on(app.acall(0)), 2);
        assert_eq!(current_thread().block_on(app.acall(0)), 2);
    });
}

/// A sync-only layer.
#[middleware]
#[derive(Debug)]
struct AddOne<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> AddOne<G> {
    fn call(&self, request: u32) -> u32 {
        self.get_response.call(request) + 1
    }
}

/// Calls another chain inside of a current-thread runtime of its own.
#[middleware]
#[derive(Debug)]
struct Around<G, A> {
    get_response: GetResponse<G>,
    nested: GetResponse<A>,
}

#[middleware]
impl<G, A> Around<G, A>
where
    A: middleware_core::AsyncCall<u32, Response = u32>,
{
    fn call(&self, request: u32) -> u32 {
        let request = self.get_response.call(request);
        current_thread().block_on(self.nested.acall(request))
    }
}
