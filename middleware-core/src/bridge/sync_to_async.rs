//! Sync code in async code: runs it on a thread that may block.

use std::{
    fmt,
    future::poll_fn,
    mem,
    ops::ControlFlow,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use crate::{
    SyncMiddleware,
    pool::{Hop, Hops, Scope},
    runtime::MayBlock,
};

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
            let hops = handler.hops();
            let way = Way::here(context, hops);
            if way == Way::InPlace {
                return Poll::Ready(handler.call(request));
            }
            let scope = match hops {
                Some(hops) => hops.as_scope().inside(Scope::current()),
                None => Scope::current(),
            };
            let handler = Arc::clone(handler);
            match way.take(scope, move || handler.call(request)) {
                ControlFlow::Continue(hop) => self.0 = State::Hop(hop),
                ControlFlow::Break(response) => return Poll::Ready(response),
            }
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
    let handler = Arc::clone(handler);
    let way = poll_fn(|context| Poll::Ready(Way::here(context, None))).await;
    match way.take(Scope::current(), move || job(&handler, input)) {
        ControlFlow::Continue(mut hop) => poll_fn(|context| hop.poll(context)).await,
        ControlFlow::Break(answer) => answer,
    }
}

/// Where sync code runs that async code calls.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// On this thread, which may block.
    InPlace,
    /// On this thread too; but a further one is better, if one is free: the scope is interruptible.
    IfNoneIsFree,
    /// On a thread of the pool.
    Hop,
}

impl Way {
    /// The way from a future that is polled with this context, to a handler that says this of its hop.
    fn here(context: &Context<'_>, hops: Option<&Hops>) -> Self {
        if !MayBlock::here(context) {
            return Self::Hop;
        }
        let is_interruptible = hops.is_some_and(|hops| hops.as_scope().is_interruptible())
            || Scope::is_current_interruptible();
        if is_interruptible { Self::IfNoneIsFree } else { Self::InPlace }
    }

    fn take<T, J>(self, scope: Scope, job: J) -> ControlFlow<T, Hop<T>>
    where
        T: Send + 'static,
        J: FnOnce() -> T + Send + 'static,
    {
        match self {
            Self::InPlace => ControlFlow::Break(job()),
            Self::IfNoneIsFree => match Hop::start_if_free(scope, job) {
                Ok(hop) => ControlFlow::Continue(hop),
                Err(job) => ControlFlow::Break(job()),
            },
            Self::Hop => ControlFlow::Continue(Hop::start(scope, job)),
        }
    }
}

impl<H, Req, Res> fmt::Debug for SyncToAsync<'_, H, Req, Res> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SyncToAsync").finish_non_exhaustive()
    }
}
