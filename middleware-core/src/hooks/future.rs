//! [`HooksFuture`]: the future of a middleware with hooks.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use pin_project_lite::pin_project;

use super::{Hooks, POLLED_AGAIN, lazy::lazy};
use crate::handler::{AsyncMiddleware, Middleware};

pin_project! {
    /// The future of a middleware with [`Hooks`], after `process_request` has run.
    ///
    /// `F` is the future of the next handler.
    #[doc(hidden)]
    //
    // `!Unpin`: to find out whether all inner futures are `Unpin` costs the compiler depth.
    #[project(!Unpin)]
    #[project = HooksFutureProj]
    pub enum HooksFuture<'a, M, Req, F>
    where
        M: Hooks<Req>,
    {
        /// The next handler has the request.
        Waiting {
            middleware: &'a Arc<M>,
            value: M::Value,
            #[pin]
            future: F,
        },
        /// `process_request` has answered.
        //
        // For middleware that cannot answer, the compiler removes the variant.
        Answered { short_circuit: M::ShortCircuit },
    }
}

/// The async half of a middleware with [`Hooks`], which run on the caller's thread.
///
/// As with any future, nothing runs before the first poll.
///
/// # Panics
///
/// If a hook or the next handler panics, the future does too.
#[inline]
pub fn acall<M, Req>(
    middleware: &Arc<M>,
    request: Req,
) -> impl Future<Output = M::Response> + Send + use<'_, M, Req>
where
    M: Hooks<Req> + AsyncMiddleware<Req>,
    Req: Send,
{
    lazy(move || middleware.acall_now(request))
}

/// Runs `process_request`, and returns the future of the rest.
///
/// `$middleware` is an `Arc`. It is a macro because the type of the next handler's future can only be inferred. A closure
/// that returns that future would move the request once more per layer.
#[doc(hidden)]
#[macro_export]
macro_rules! __start {
    ($middleware:expr, $request:expr) => {{
        let (middleware, mut request) = ($middleware, $request);
        let next = $crate::hooks::next(middleware);
        match $crate::hooks::Hooks::before(&**middleware, &mut request) {
            ::core::ops::ControlFlow::Break(short_circuit) => {
                $crate::hooks::HooksFuture::answered(short_circuit)
            }
            ::core::ops::ControlFlow::Continue(value) => {
                let future = $crate::AsyncMiddleware::acall_now(next, request);
                $crate::hooks::HooksFuture::waiting(middleware, value, future)
            }
        }
    }};
}

/// The next handler of a middleware.
#[doc(hidden)]
#[inline]
pub fn next<M: Middleware>(middleware: &Arc<M>) -> &Arc<M::Inner> {
    middleware.get_response().handler()
}

#[allow(
    clippy::inline_always,
    reason = "nested futures are optimised only as a whole: measured by the gates"
)]
impl<'a, M, Req, F> HooksFuture<'a, M, Req, F>
where
    M: Hooks<Req>,
{
    /// The next handler has the request.
    #[inline(always)]
    pub fn waiting(middleware: &'a Arc<M>, value: M::Value, future: F) -> Self {
        Self::Waiting { middleware, value, future }
    }

    /// `process_request` has answered.
    #[inline]
    pub const fn answered(short_circuit: M::ShortCircuit) -> Self {
        Self::Answered { short_circuit }
    }
}

impl<M, Req, F> Future for HooksFuture<'_, M, Req, F>
where
    M: Hooks<Req>,
    F: Future<Output = M::InnerResponse>,
{
    type Output = M::Response;

    #[allow(
        clippy::inline_always,
        reason = "nested futures are optimised only as a whole: measured by the gates"
    )]
    #[inline(always)]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<M::Response> {
        Poll::Ready(match self.project() {
            HooksFutureProj::Waiting { middleware, value, future } => {
                let response = ready!(future.poll(context));
                middleware.after(response, value)
            }
            HooksFutureProj::Answered { short_circuit } => {
                M::take_response(short_circuit).expect(POLLED_AGAIN)
            }
        })
    }
}
