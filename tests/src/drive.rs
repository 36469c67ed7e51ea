//! Every way of driving a chain.

use std::{
    ops::Deref,
    pin::Pin,
    sync::{Arc, Mutex, mpsc::RecvTimeoutError},
    time::Duration,
};

use middleware_core::{AsyncCall, Call, GetResponse, bridge::pool::Pool};
use tokio::runtime::{Builder, Handle, Runtime};

/// How long a drive may take before it counts as hung. Far longer than any takes.
const WATCHDOG: Duration = Duration::from_mins(1);

/// Calls `app` in every way, and returns what each gave: the way's name, and what `observe` makes of
/// the answer right after it.
///
/// # Panics
///
/// If one of them hangs or panics.
pub fn drive_everywhere<H, Req, O>(
    app: &GetResponse<H>,
    request: &Req,
    observe: impl Fn(H::Response) -> O + Send + Sync + Clone + 'static,
) -> Vec<(&'static str, O)>
where
    H: Call<Req> + AsyncCall<Req>,
    H::Response: Send + 'static,
    Req: Clone + Send + 'static,
    O: Send + 'static,
{
    let (sync_app, async_app) = (app.clone(), app.clone());
    let calls = Calls {
        call: Arc::new(move |request| sync_app.call(request)),
        acall: Arc::new(move |request| {
            let app = async_app.clone();
            Box::pin(async move { app.acall(request).await })
        }),
    };
    calls.drive(request, &(Arc::new(observe) as Observe<H::Response, O>))
}

// Types are erased here, so that executors and threads are compiled once and not for each chain: they were three
// quarters of what the compiler had to do for the tests.

/// Sync code that calls a chain.
type Job = Box<dyn FnOnce() + Send>;

/// Async code that calls a chain.
type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

type Observe<Res, O> = Arc<dyn Fn(Res) -> O + Send + Sync>;

/// The two ways to call a chain.
struct Calls<Req, Res> {
    call: Arc<dyn Fn(Req) -> Res + Send + Sync>,
    acall: Arc<dyn Fn(Req) -> Answer<Res> + Send + Sync>,
}

type Answer<Res> = Pin<Box<dyn Future<Output = Res> + Send>>;

impl<Req, Res> Calls<Req, Res>
where
    Req: Clone + Send + 'static,
    Res: Send + 'static,
{
    fn drive<O: Send + 'static>(
        &self,
        request: &Req,
        observe: &Observe<Res, O>,
    ) -> Vec<(&'static str, O)> {
        let mut seen = Vec::new();
        for (way, run) in FROM_SYNC {
            let (call, request, slot) = (Arc::clone(&self.call), request.clone(), Slot::new());
            let answer = slot.clone();
            let job = Box::new(move || answer.set(call(request)));
            let observe = Arc::clone(observe);
            let observed = with_watchdog(way, move || {
                run(job);
                observe(slot.take())
            });
            seen.push((way, observed));
        }
        for (way, run) in FROM_ASYNC {
            let (acall, request, slot) = (Arc::clone(&self.acall), request.clone(), Slot::new());
            let answer = slot.clone();
            let task = Box::pin(async move { answer.set(acall(request).await) });
            let observe = Arc::clone(observe);
            let observed = with_watchdog(way, move || {
                run(task);
                observe(slot.take())
            });
            seen.push((way, observed));
        }
        seen
    }
}

/// A way to call a chain: its name, and what does it.
type Way<T> = (&'static str, fn(T));

const FROM_SYNC: [Way<Job>; 6] = [
    ("sync, plain thread", |job| job()),
    ("sync, block_on of a multi-thread runtime", |job| multi_thread().block_on(async { job() })),
    ("sync, worker of a multi-thread runtime", |job| {
        multi_thread().block_on(async { tokio::spawn(async { job() }).await.unwrap() });
    }),
    ("sync, spawn_blocking of a multi-thread runtime", |job| {
        multi_thread().block_on(async { tokio::task::spawn_blocking(job).await.unwrap() });
    }),
    ("sync, spawn_blocking of a current-thread runtime", |job| {
        current_thread().block_on(async { tokio::task::spawn_blocking(job).await.unwrap() });
    }),
    ("sync, Handle::block_on of a current-thread runtime", |job| {
        current_thread().block_on(async {
            let inside = async { job() };
            tokio::task::spawn_blocking(|| Handle::current().block_on(inside)).await.unwrap();
        });
    }),
];

const FROM_ASYNC: [Way<Task>; 4] = [
    ("async, block_on of a current-thread runtime", |task| current_thread().block_on(task)),
    ("async, block_on of a multi-thread runtime", |task| multi_thread().block_on(task)),
    ("async, task of a multi-thread runtime", |task| {
        multi_thread().block_on(async { tokio::spawn(task).await.unwrap() });
    }),
    ("async, without a tokio runtime", |task| futures::executor::block_on(task)),
];

/// A place for an answer.
struct Slot<T>(Arc<Mutex<Option<T>>>);

impl<T> Slot<T> {
    fn new() -> Self {
        Self(Arc::new(Mutex::new(None)))
    }

    fn set(&self, answer: T) {
        *self.0.lock().unwrap() = Some(answer);
    }

    fn take(&self) -> T {
        self.0.lock().unwrap().take().expect("the call has answered")
    }
}

impl<T> Clone for Slot<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

/// Runs `job` on a thread of its own.
///
/// # Panics
///
/// If `job` panics, and if it is not done within a minute, which is far longer than any takes.
pub fn with_watchdog<T: Send + 'static>(what: &str, job: impl FnOnce() -> T + Send + 'static) -> T {
    watch(what, Box::new(job))
}

fn watch<T: Send + 'static>(what: &str, job: Box<dyn FnOnce() -> T + Send>) -> T {
    let (done, outcome) = std::sync::mpsc::channel();
    let thread = std::thread::spawn(move || {
        // The receiver is gone if this took too long, which it has reported.
        let _ = done.send(job());
    });
    match outcome.recv_timeout(WATCHDOG) {
        Ok(value) => value,
        Err(RecvTimeoutError::Timeout) => panic!("hangs: {what}"),
        Err(RecvTimeoutError::Disconnected) => {
            let payload = thread.join().expect_err("it ended without a value");
            std::panic::resume_unwind(payload)
        }
    }
}

/// A runtime that is compiled once, and not for each future that it runs.
#[derive(Debug)]
pub struct TestRuntime(Runtime);

impl TestRuntime {
    /// As [`Runtime::block_on`].
    pub fn block_on<'a, T>(&self, future: impl Future<Output = T> + 'a) -> T {
        let future: Pin<Box<dyn Future<Output = T> + 'a>> = Box::pin(future);
        self.0.block_on(future)
    }

    /// As [`Runtime::shutdown_background`].
    pub fn shutdown_background(self) {
        self.0.shutdown_background();
    }

    /// As [`Runtime::shutdown_timeout`].
    pub fn shutdown_timeout(self, duration: Duration) {
        self.0.shutdown_timeout(duration);
    }
}

impl From<Runtime> for TestRuntime {
    fn from(runtime: Runtime) -> Self {
        Self(runtime)
    }
}

impl Deref for TestRuntime {
    type Target = Runtime;

    fn deref(&self) -> &Runtime {
        &self.0
    }
}

/// A pool of the library's with so many threads.
///
/// # Panics
///
/// If the system has no resources for one.
#[must_use]
pub fn pool(threads: usize) -> Pool {
    Pool::builder().threads(threads).name("test-pool").build().unwrap()
}

/// A current-thread and a multi-thread runtime whose own blocking pools have so many threads.
///
/// # Panics
///
/// If the system has no resources for them.
#[must_use]
pub fn runtimes(blocking_threads: usize) -> [(&'static str, TestRuntime); 2] {
    let build = |mut builder: Builder| {
        TestRuntime(builder.max_blocking_threads(blocking_threads).enable_all().build().unwrap())
    };
    let mut multi_thread = Builder::new_multi_thread();
    multi_thread.worker_threads(2);
    [
        ("current-thread", build(Builder::new_current_thread())),
        ("multi-thread", build(multi_thread)),
    ]
}

/// A runtime with one thread, the one that calls `block_on`.
///
/// # Panics
///
/// If the system has no resources for one.
#[must_use]
pub fn current_thread() -> TestRuntime {
    TestRuntime(Builder::new_current_thread().enable_all().build().unwrap())
}

/// A runtime with two workers.
///
/// # Panics
///
/// If the system has no resources for one.
#[must_use]
pub fn multi_thread() -> TestRuntime {
    TestRuntime(Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap())
}
