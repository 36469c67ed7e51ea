//! [`HooksFuture`]: the answer of a middleware with hooks, on its way.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use pin_project_lite::pin_project;

use super::{Hooks, lazy::lazy};
use crate::{AsyncCall, AsyncMiddleware, Middleware};

pin_project! {
    /// The answer of a middleware with [`Hooks`], on its way: the hook `process_request` has run.
    ///
    /// `F` is the future of the next handler, if there is no bridge to it.
    #[doc(hidden)]
    //
    // `!Unpin`: to find out whether all inner futures are `Unpin` costs the compiler depth.
    #[project(!Unpin)]
    #[project = HooksFutureProj]
    pub enum HooksFuture<'a, M, Req, F>
    where
        M: Hooks<Req>,
        M::Inner: AsyncCall<Req>,
    {
        /// The next handler has the request.
        Direct {
            middleware: &'a Arc<M>,
            // Until the other hooks run.
            value: Option<M::Value>,
            #[pin]
            future: F,
        },
        /// The bridge to the next handler has it.
        AtBridge {
            middleware: &'a Arc<M>,
            // Until the other hooks run.
            value: Option<M::Value>,
            #[pin]
            bridge: <M::Inner as AsyncCall<Req>>::Bridge<'a>,
        },
        /// `process_request` has answered, and the response has passed the other hooks.
        Answered { response: Option<M::Response> },
    }
}

/// The async half of a middleware with [`Hooks`], which run on the caller's thread.
///
/// As with any future, nothing runs before it is polled.
///
/// # Panics
///
/// The future panics if a hook or the next handler does.
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

/// Runs `process_request`, and returns the future of what follows.
///
/// `$middleware` is an `Arc`. It is a macro because the future of the next handler has a name only where it is
/// inferred, and a closure that makes it would move the request once more at each layer.
#[doc(hidden)]
#[macro_export]
macro_rules! __start {
    ($middleware:expr, $request:expr) => {{
        let (middleware, mut request) = ($middleware, $request);
        let next = $crate::hooks::next(middleware);
        match $crate::hooks::Hooks::process_request(&**middleware, &mut request) {
            ::core::ops::ControlFlow::Break((response, value)) => {
                $crate::hooks::HooksFuture::answered(middleware, response, value)
            }
            ::core::ops::ControlFlow::Continue(value)
                if $crate::AsyncCall::is_direct(&**next, &request) =>
            {
                let future = $crate::AsyncMiddleware::acall_now(next, request);
                $crate::hooks::HooksFuture::direct(middleware, value, future)
            }
            ::core::ops::ControlFlow::Continue(value) => {
                let bridge = $crate::AsyncCall::bridge(next, request);
                $crate::hooks::HooksFuture::at_bridge(middleware, value, bridge)
            }
        }
    }};
}
pub use crate::__start as start;

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
    M::Inner: AsyncCall<Req, Response = M::Inside>,
{
    /// The next handler has the request.
    #[inline(always)]
    pub fn direct(middleware: &'a Arc<M>, value: M::Value, future: F) -> Self {
        Self::Direct { middleware, value: Some(value), future }
    }

    /// The bridge to the next handler has it.
    #[inline(always)]
    pub fn at_bridge(
        middleware: &'a Arc<M>,
        value: M::Value,
        bridge: <M::Inner as AsyncCall<Req>>::Bridge<'a>,
    ) -> Self {
        Self::AtBridge { middleware, value: Some(value), bridge }
    }

    /// `process_request` has answered.
    #[inline]
    pub fn answered(middleware: &'a Arc<M>, response: M::Inside, value: M::Value) -> Self {
        Self::Answered { response: Some(middleware.process_response(response, value)) }
    }
}

impl<M, Req, F> Future for HooksFuture<'_, M, Req, F>
where
    M: Hooks<Req>,
    M::Inner: AsyncCall<Req, Response = M::Inside>,
    F: Future<Output = M::Inside>,
{
    type Output = M::Response;

    #[allow(clippy::inline_always, reason = "as for `acall_now`")]
    #[inline(always)]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<M::Response> {
        let (middleware, value, response) = match self.project() {
            HooksFutureProj::Direct { middleware, value, future } if value.is_some() => {
                (middleware, value, ready!(future.poll(context)))
            }
            HooksFutureProj::AtBridge { middleware, value, bridge } if value.is_some() => {
                (middleware, value, ready!(bridge.poll(context)))
            }
            HooksFutureProj::Answered { response: response @ Some(_) } => {
                return Poll::Ready(response.take().expect("it is there"));
            }
            _ => panic!("a middleware's future was polled again after it was done"),
        };
        Poll::Ready(middleware.complete(response, value.take().expect("it is there")))
    }
}
