//! Every way of driving a chain.

use std::{sync::mpsc::RecvTimeoutError, time::Duration};

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
    let mut drive = |way: &'static str, run: Box<dyn FnOnce() -> O + Send>| {
        seen.push((way, with_watchdog(way, run)));
    };
    macro_rules! way {
        ($name:literal, |$app:ident, $request:ident| $run:expr) => {{
            let ($app, $request, observe) = (app.clone(), request.clone(), observe.clone());
            drive($name, Box::new(move || observe($run)));
        }};
    }

    way!("sync, plain thread", |app, request| app.call(request));
    way!("sync, block_on of a multi-thread runtime", |app, request| multi_thread()
        .block_on(async { app.call(request) }));
    way!("sync, worker of a multi-thread runtime", |app, request| {
        multi_thread()
            .block_on(async { tokio::spawn(async move { app.call(request) }).await.unwrap() })
    });
    way!("sync, spawn_blocking of a multi-thread runtime", |app, request| {
        multi_thread().block_on(async {
            tokio::task::spawn_blocking(move || app.call(request)).await.unwrap()
        })
    });
    way!("sync, spawn_blocking of a current-thread runtime", |app, request| {
        current_thread().block_on(async {
            tokio::task::spawn_blocking(move || app.call(request)).await.unwrap()
        })
    });
    way!("sync, Handle::block_on of a current-thread runtime", |app, request| {
        current_thread().block_on(async {
            let inside = async move { app.call(request) };
            tokio::task::spawn_blocking(|| Handle::current().block_on(inside)).await.unwrap()
        })
    });
    way!("async, block_on of a current-thread runtime", |app, request| current_thread()
        .block_on(app.acall(request)));
    way!("async, block_on of a multi-thread runtime", |app, request| multi_thread()
        .block_on(app.acall(request)));
    way!("async, task of a multi-thread runtime", |app, request| {
        multi_thread().block_on(async {
            tokio::spawn(async move { app.acall(request).await }).await.unwrap()
        })
    });
    way!("async, without a tokio runtime", |app, request| {
        futures::executor::block_on(app.acall(request))
    });
    seen
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
