//! [`Offloaded`]: the future of a sync handler that async code calls.

use std::{
    fmt, mem,
    ops::ControlFlow,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use super::SyncMiddleware;
use crate::bridge::{
    Route,
    pool::{Hop, Scope},
};

/// A sync handler that async code can call: its request and its response are `Send + 'static`.
///
/// It is a trait, not two bounds, so that the implementation of `#[middleware]` for a layer without `acall` compiles even
/// if the request is not `Send`. Only sync code can call such a layer.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot answer a `{Req}` in the thread pool",
    label = "sync, but called from async code",
    note = "the request and the response move to another thread, so they must be `Send + 'static`"
)]
pub trait Offloadable<Req>: SyncMiddleware<Req> {
    fn offloaded(this: &Arc<Self>, request: Req) -> impl Future<Output = Self::Response> + Send;
}

#[diagnostic::do_not_recommend]
impl<H, Req> Offloadable<Req> for H
where
    H: SyncMiddleware<Req, Response: Send + 'static>,
    Req: Send + 'static,
{
    #[inline]
    fn offloaded(this: &Arc<Self>, request: Req) -> impl Future<Output = H::Response> + Send {
        Offloaded::new(this, request)
    }
}

/// The async half of a middleware without `acall`: answers `request` with `call`, on a thread that may block.
#[doc(hidden)]
pub fn offload<H, Req>(handler: &Arc<H>, request: Req) -> impl Future<Output = H::Response> + Send
where
    H: Offloadable<Req>,
{
    H::offloaded(handler, request)
}

/// The future of a sync handler that async code calls: runs `call` on a thread that may block.
///
/// That is this thread if it drives this request for outer sync code, and otherwise a thread of the pool.
pub(crate) struct Offloaded<'a, H, Req, Res>(State<'a, H, Req, Res>);

enum State<'a, H, Req, Res> {
    Start { handler: &'a Arc<H>, request: Req },
    Hop(Hop<Res>),
    Done,
}

impl<'a, H, Req, Res> Offloaded<'a, H, Req, Res> {
    pub(crate) const fn new(handler: &'a Arc<H>, request: Req) -> Self {
        Self(State::Start { handler, request })
    }
}

// Nothing in it is pinned, because the request is moved out by value.
impl<H, Req, Res> Unpin for Offloaded<'_, H, Req, Res> {}

impl<H, Req, Res> Future for Offloaded<'_, H, Req, Res>
where
    H: SyncMiddleware<Req, Response = Res>,
    Req: Send + 'static,
    Res: Send + 'static,
{
    type Output = Res;

    // Not inlined, so that a call without a hop does not pay for the code of the hop.
    #[inline(never)]
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
            let offload = handler.offload();
            let route = Route::here(context, offload);
            if route == Route::InPlace {
                return Poll::Ready(handler.call(request));
            }
            let scope = match offload {
                Some(offload) => offload.as_scope().inside(Scope::current()),
                None => Scope::current(),
            };
            let handler = Arc::clone(handler);
            match route.take(scope, move || handler.call(request)) {
                ControlFlow::Continue(hop) => self.0 = State::Hop(hop),
                ControlFlow::Break(response) => return Poll::Ready(response),
            }
        }
    }
}

impl<H, Req, Res> fmt::Debug for Offloaded<'_, H, Req, Res> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Offloaded").finish_non_exhaustive()
    }
}
