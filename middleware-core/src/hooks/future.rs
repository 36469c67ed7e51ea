//! [`HooksFuture`]: the answer of a middleware with hooks, on its way.

use std::{
    ops::ControlFlow,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use pin_project_lite::pin_project;

use super::Hooks;
use crate::{AsyncCall, AsyncMiddleware, call::Route, future::lazy};

pin_project! {
    /// The answer of a middleware with [`Hooks`], on its way: the hook `process_request` has run.
    ///
    /// `F` is the future of the next handler, if there is no bridge to it.
    #[doc(hidden)]
    #[project = HooksFutureProj]
    #[project_replace = HooksFutureOwned]
    pub enum HooksFuture<'a, M, Req, F>
    where
        M: Hooks<Req>,
        M::Inner: AsyncCall<Req>,
    {
        /// The next handler has the request.
        Direct {
            middleware: &'a Arc<M>,
            value: M::Value,
            #[pin]
            future: F,
        },
        /// The bridge to the next handler has it.
        AtBridge {
            middleware: &'a Arc<M>,
            value: M::Value,
            #[pin]
            bridge: <M::Inner as AsyncCall<Req>>::Bridge<'a>,
        },
        /// `process_request` has answered, and the response has passed the other hooks.
        Answered { response: M::Response },
        /// The response has left, or a hook has panicked.
        Done,
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
/// `next` is [`AsyncMiddleware::acall_now`] of the next handler: its future has a name only where it is inferred.
#[doc(hidden)]
#[inline]
pub fn acall_now<'a, M, Req, F>(
    middleware: &'a Arc<M>,
    mut request: Req,
    next: impl FnOnce(&'a Arc<M::Inner>, Req) -> F,
) -> HooksFuture<'a, M, Req, F>
where
    M: Hooks<Req>,
    M::Inner: AsyncCall<Req, Response = M::Inside>,
{
    let value = match middleware.process_request(&mut request) {
        ControlFlow::Continue(value) => value,
        ControlFlow::Break((response, value)) => {
            let response = middleware.process_response(response, value);
            return HooksFuture::Answered { response };
        }
    };
    let inner = middleware.get_response().handler();
    match M::Inner::route(inner, request) {
        Route::Direct(request) => {
            HooksFuture::Direct { middleware, value, future: next(inner, request) }
        }
        Route::Bridge(bridge) => HooksFuture::AtBridge { middleware, value, bridge },
    }
}

impl<M, Req, F> Future for HooksFuture<'_, M, Req, F>
where
    M: Hooks<Req>,
    M::Inner: AsyncCall<Req, Response = M::Inside>,
    F: Future<Output = M::Inside>,
{
    type Output = M::Response;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<M::Response> {
        let response = match self.as_mut().project() {
            HooksFutureProj::Direct { future, .. } => Some(ready!(future.poll(context))),
            HooksFutureProj::AtBridge { bridge, .. } => Some(ready!(bridge.poll(context))),
            _ => None,
        };
        match (self.project_replace(Self::Done), response) {
            (
                HooksFutureOwned::Direct { middleware, value, .. }
                | HooksFutureOwned::AtBridge { middleware, value, .. },
                Some(response),
            ) => {
                let response = middleware.process_exception(response);
                Poll::Ready(middleware.process_response(response, value))
            }
            (HooksFutureOwned::Answered { response }, _) => Poll::Ready(response),
            _ => panic!("a middleware's future was polled again after it was done"),
        }
    }
}
