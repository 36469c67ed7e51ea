//! Which runtime a request runs in, and what blocking leaves in order.

use std::{
    future::poll_fn,
    panic::catch_unwind,
    sync::Arc,
    task::{Poll, Waker},
    thread,
    time::Duration,
};

use middleware_core::{Chain, GetResponse, bridge::block_on, middleware};
use middleware_tests::{
    Does, Kind, Request, Response, Step, Trace,
    drive::{current_thread, multi_thread, with_watchdog},
    drive_everywhere,
    step::{App, suspend, wrap},
};
use tokio::runtime::Handle;

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

/// Waits for a message beside the call of the next handler. The call runs sync code inside this layer's own poll,
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

/// A chain whose outermost layer waits for a message, which comes while its view runs this.
fn wait_beside(run: impl Fn() + Send + Sync + 'static) -> impl FnOnce() -> u32 + Send {
    let (send, receive) = tokio::sync::oneshot::channel();
    let send = std::sync::Mutex::new(Some(send));
    let message = Arc::new(std::sync::Mutex::new(Some(receive)));
    let app = Chain::<u32, u32>::new().with(WaitBeside::layer(message)).view(move |n: u32| {
        send.lock().unwrap().take().unwrap().send(40).unwrap();
        run();
        n
    });
    move || app.call(2)
}

#[test]
fn a_wake_up_is_not_swallowed_by_sync_code_that_parks() {
    with_watchdog("swallowed wake-up", || {
        // The message arrives, and with it an `unpark` for this thread, which `park` takes.
        let wait = wait_beside(|| thread::park_timeout(Duration::from_millis(10)));
        assert_eq!(wait(), 42);
    });
}

#[test]
fn a_wake_up_is_not_swallowed_by_what_is_driven_inside() {
    let suspends = || block_on(suspend());
    let waits = || block_on(tokio::time::sleep(Duration::from_millis(1)));
    let is_ready = || block_on(async {});
    let drives_two = move || {
        suspends();
        is_ready();
    };
    let drives_inside = move || {
        block_on(async {
            suspend().await;
            suspends();
        });
    };
    let panics = move || {
        let panicking = || {
            block_on(async {
                suspend().await;
                panic!("inside")
            })
        };
        assert!(catch_unwind(panicking).is_err());
    };
    let waits_beside = move || assert_eq!(wait_beside(suspends)(), 42);
    with_watchdog("swallowed wake-up", move || {
        assert_eq!(wait_beside(suspends)(), 42);
        assert_eq!(wait_beside(waits)(), 42);
        assert_eq!(wait_beside(is_ready)(), 42);
        assert_eq!(wait_beside(drives_two)(), 42);
        assert_eq!(wait_beside(drives_inside)(), 42);
        assert_eq!(wait_beside(panics)(), 42);
        assert_eq!(wait_beside(waits_beside)(), 42);
    });
}

/// It waits for its own wake-up, whatever it drives meanwhile.
#[test]
fn what_drives_something_at_each_poll_sleeps_in_between() {
    let polls = with_watchdog("a poll that drives something", || {
        let (wake, woken) = std::sync::mpsc::channel::<Waker>();
        let waking = thread::spawn(move || {
            let waker = woken.recv().unwrap();
            thread::sleep(Duration::from_millis(20));
            waker.wake();
        });
        let mut polls = 0;
        block_on(poll_fn(|context| {
            polls += 1;
            block_on(suspend());
            if polls > 1 {
                return Poll::Ready(());
            }
            wake.send(context.waker().clone()).unwrap();
            Poll::Pending
        }));
        waking.join().unwrap();
        polls
    });
    assert_eq!(polls, 2);
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

/// Calls another chain inside a current-thread runtime of its own.
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
