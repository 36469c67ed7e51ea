//! Sync code in async code: runs it on a thread that may block.

use std::{
    fmt,
    future::poll_fn,
    mem,
    panic::resume_unwind,
    pin::Pin,
    sync::{Arc, OnceLock},
    task::{Context, Poll, ready},
};

use tokio::{
    runtime::{Builder, Runtime},
    task::JoinHandle,
};

use super::{blocking::MayBlock, runtime::current_or_embedded};
use crate::SyncMiddleware;

/// The most threads that the pool starts: as many as tokio's own blocking pool. A request holds one
/// from its first sync layer to that layer's answer; further requests wait in a queue.
const MAX_THREADS: usize = 512;

/// A sync handler that async code can call: by sending it to the thread pool.
///
/// Holds by itself where the request and the response are `Send + 'static`. It is the bound of the
/// half that `#[middleware]` generates for a layer without `acall`: such a layer still serves sync
/// code with requests that can't cross to a thread.
///
/// ```
/// use std::sync::Arc;
///
/// use middleware_core::bridge::{self, Offload};
///
/// async fn answer<H: Offload<u32, Response = u32>>(handler: &Arc<H>) -> u32 {
///     bridge::sync_to_async(handler, 7).await
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot answer a `{Req}` in the thread pool",
    label = "is sync, and is called from async code",
    note = "to cross to a thread, the request and the response must be `Send + 'static`"
)]
pub trait Offload<Req>: SyncMiddleware<Req> {
    #[doc(hidden)]
    fn offload(this: &Arc<Self>, request: Req) -> impl Future<Output = Self::Response> + Send;
}

#[diagnostic::do_not_recommend]
impl<H, Req> Offload<Req> for H
where
    H: SyncMiddleware<Req, Response: Send + 'static>,
    Req: Send + 'static,
{
    #[inline]
    fn offload(this: &Arc<Self>, request: Req) -> impl Future<Output = H::Response> + Send {
        SyncToAsync::new(this, request)
    }
}

/// Answers `request` with the handler's `call`, on a thread that may block.
///
/// That is this thread, if it drives this very request on behalf of sync code further out;
/// otherwise one of the library's pool, where the handler keeps the caller's runtime context.
///
/// ```
/// use std::sync::Arc;
///
/// use middleware_core::{SyncMiddleware, bridge};
///
/// async fn answer<H>(handler: &Arc<H>, request: String) -> String
/// where
///     H: SyncMiddleware<String, Response = String>,
/// {
///     bridge::sync_to_async(handler, request).await
/// }
/// ```
///
/// # Panics
///
/// If the handler panics, with its payload.
pub fn sync_to_async<H, Req>(
    handler: &Arc<H>,
    request: Req,
) -> impl Future<Output = H::Response> + Send
where
    H: Offload<Req>,
{
    H::offload(handler, request)
}

/// The future of [`sync_to_async`].
#[doc(hidden)]
pub struct SyncToAsync<'a, H, Req, Res>(State<'a, H, Req, Res>);

enum State<'a, H, Req, Res> {
    Start { handler: &'a Arc<H>, request: Req },
    Hop(Hop<Res>),
    Done,
}

impl<'a, H, Req, Res> SyncToAsync<'a, H, Req, Res> {
    pub(crate) const fn new(handler: &'a Arc<H>, request: Req) -> Self {
        Self(State::Start { handler, request })
    }
}

// Nothing in it is pinned: the request is handed on by value.
impl<H, Req, Res> Unpin for SyncToAsync<'_, H, Req, Res> {}

impl<H, Req, Res> Future for SyncToAsync<'_, H, Req, Res>
where
    H: SyncMiddleware<Req, Response = Res>,
    Req: Send + 'static,
    Res: Send + 'static,
{
    type Output = Res;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Res> {
        loop {
            if let State::Hop(hop) = &mut self.0 {
                let response = ready!(hop.poll(context));
                self.0 = State::Done;
                return Poll::Ready(response);
            }
            let State::Start { handler, request } = mem::replace(&mut self.0, State::Done) else {
                panic!("a bridge's future was polled after it was done");
            };
            if MayBlock::here() {
                return Poll::Ready(handler.call(request));
            }
            let handler = Arc::clone(handler);
            self.0 = State::Hop(Hop::start(move || handler.call(request)));
        }
    }
}

/// Runs `job` with `input` on a thread that may block, as [`sync_to_async`] does with a handler.
///
/// It is how async code runs a hook that is marked with `#[middleware(blocking)]`.
///
/// ```
/// use std::sync::Arc;
///
/// use middleware_core::bridge;
///
/// struct Users(Vec<&'static str>);
///
/// async fn find(users: &Arc<Users>, id: usize) -> Option<&'static str> {
///     bridge::run_blocking(users, id, |users, id| users.0.get(id).copied()).await
/// }
/// ```
///
/// # Panics
///
/// If `job` panics, with its payload.
pub async fn run_blocking<H, T, R>(
    handler: &Arc<H>,
    input: T,
    job: impl FnOnce(&H, T) -> R + Send + 'static,
) -> R
where
    H: Send + Sync + 'static,
    T: Send + 'static,
    R: Send + 'static,
{
    if MayBlock::here() {
        return job(handler, input);
    }
    let handler = Arc::clone(handler);
    let mut hop = Hop::start(move || job(&handler, input));
    poll_fn(|context| hop.poll(context)).await
}

/// A job on a pool thread.
struct Hop<T>(JoinHandle<T>);

impl<T: Send + 'static> Hop<T> {
    fn start(job: impl FnOnce() -> T + Send + 'static) -> Self {
        let runtime = current_or_embedded();
        Self(pool().spawn_blocking(move || {
            let _context = runtime.enter();
            let _may_block = MayBlock::within(&runtime);
            job()
        }))
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<T> {
        Pin::new(&mut self.0).poll(context).map(|ended| match ended {
            Ok(value) => value,
            // The pool is never shut down and only `drop` aborts, so the job has panicked.
            Err(error) => resume_unwind(error.into_panic()),
        })
    }
}

/// A job that still waits for a thread is given up; one that runs goes on undisturbed.
impl<T> Drop for Hop<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The pool: the blocking threads of a runtime that exists for nothing else.
///
/// Not the caller's blocking pool: its threads would wait here for async code that itself needs that
/// pool (`tokio::fs`, `spawn_blocking`), and under load that never ends.
fn pool() -> &'static Runtime {
    static POOL: OnceLock<Runtime> = OnceLock::new();
    POOL.get_or_init(|| {
        Builder::new_current_thread()
            .max_blocking_threads(MAX_THREADS)
            .thread_name("middleware-pool")
            .build()
            .unwrap_or_else(|error| panic!("cannot start the thread pool: {error}"))
    })
}

impl<H, Req, Res> fmt::Debug for SyncToAsync<'_, H, Req, Res> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SyncToAsync").finish_non_exhaustive()
    }
}
