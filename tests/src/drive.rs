//! Every way of driving a chain.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, mpsc::RecvTimeoutError},
    time::Duration,
};

use middleware_core::{AsyncCall, Call, GetResponse, pool::Pool};
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
    let mut seen = Vec::new();
    for (way, run) in FROM_SYNC {
        let (app, request, observe, slot) =
            (app.clone(), request.clone(), observe.clone(), Slot::new());
        let answer = slot.clone();
        let call = Box::new(move || answer.set(app.call(request)));
        let drive: Drive<O> = Box::new(move || {
            run(call);
            observe(slot.take())
        });
        seen.push((way, with_watchdog(way, drive)));
    }
    for (way, run) in FROM_ASYNC {
        let (app, request, observe, slot) =
            (app.clone(), request.clone(), observe.clone(), Slot::new());
        let answer = slot.clone();
        let call = Box::pin(async move { answer.set(app.acall(request).await) });
        let drive: Drive<O> = Box::new(move || {
            run(call);
            observe(slot.take())
        });
        seen.push((way, with_watchdog(way, drive)));
    }
    seen
}

// Types are erased here, so that executors and threads are compiled once and not for each chain: they were three
// quarters of what the compiler had to do for the tests.

/// Calls a chain in one way, and observes its answer.
type Drive<O> = Box<dyn FnOnce() -> O + Send>;

/// Sync code that calls a chain.
type Job = Box<dyn FnOnce() + Send>;

/// Async code that calls a chain.
type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

const FROM_SYNC: [(&str, fn(Job)); 6] = [
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

const FROM_ASYNC: [(&str, fn(Task)); 4] = [
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
pub fn runtimes(blocking_threads: usize) -> [(&'static str, Runtime); 2] {
    let build = |mut builder: Builder| {
        builder.max_blocking_threads(blocking_threads).enable_all().build().unwrap()
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
pub fn current_thread() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// A runtime with two workers.
///
/// # Panics
///
/// If the system has no resources for one.
#[must_use]
pub fn multi_thread() -> Runtime {
    Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}
