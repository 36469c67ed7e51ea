//! [`Around`]: the answer of a middleware with hooks.

use std::{
    ops::ControlFlow,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use pin_project_lite::pin_project;

use super::passing::Passing;
use crate::{
    AsyncCall, Middleware,
    answering::{Answering, Begun, POLLED_AGAIN},
};

pin_project! {
    /// The answer of a middleware with [`Hooks`](super::Hooks).
    ///
    /// Written by hand and not an `async fn`: it grows by little more than a pointer for each layer.
    #[doc(hidden)]
    //
    // `!Unpin` as it stands: whether all futures further in are `Unpin` costs the compiler depth.
    #[project(!Unpin)]
    pub struct Around<'a, M, Req, Way, Native, Bridge>
    where
        M: Passing<Req, Way>,
    {
        middleware: &'a Arc<M>,
        // While it waits for the inside.
        value: Option<M::Value>,
        #[pin]
        native: Native,
        // Instead of `native`, where the inside is of the other mode.
        #[pin]
        bridge: Option<Bridge>,
    }
}

/// What `AsyncMiddleware::answering` of a middleware with [`Hooks`](super::Hooks) is.
///
/// `native` is `AsyncMiddleware::answering` of the inside. It comes as an argument because the type of what that
/// returns has a name only where it is inferred, and a function that returned an `impl Answering` here would halve the
/// depth that the compiler reaches.
#[doc(hidden)]
#[allow(
    clippy::inline_always,
    reason = "what lies in each other is optimised only as a whole: measured by the gates"
)]
#[inline(always)]
pub fn answering<'a, M, Req, Way, Native>(
    middleware: &'a Arc<M>,
    native: impl FnOnce(&'a Arc<M::Inner>) -> Native,
) -> Around<'a, M, Req, Way, Native, <M::Inner as AsyncCall<Req>>::Bridge<'a>>
where
    M: Passing<Req, Way>,
    M::Inner: AsyncCall<Req, Response = M::Inside>,
{
    let native = native(middleware.get_response().handler());
    Around { middleware, value: None, native, bridge: None }
}

/// What `process_request` let through: its value, and the bridge, if the inside is of the other mode. That has taken the
/// request.
type Entered<'a, M, Req, Way> = (
    <M as Passing<Req, Way>>::Value,
    Option<<<M as Middleware>::Inner as AsyncCall<Req>>::Bridge<'a>>,
);

/// Runs `process_request`. Breaks if that has answered.
#[allow(clippy::inline_always, reason = "as for `answering`")]
#[inline(always)]
fn enter<'a, M, Req, Way>(
    middleware: &'a Arc<M>,
    request: &mut Option<Req>,
    response: &mut Option<M::Response>,
) -> ControlFlow<(), Entered<'a, M, Req, Way>>
where
    M: Passing<Req, Way>,
    M::Inner: AsyncCall<Req, Response = M::Inside>,
{
    match middleware.process_request(request.as_mut().expect(POLLED_AGAIN)) {
        ControlFlow::Continue(value) => {
            let bridge = M::Inner::bridge(middleware.get_response().handler(), request);
            ControlFlow::Continue((value, bridge))
        }
        ControlFlow::Break((answered, value)) => {
            *response = Some(middleware.process_response(answered, value));
            ControlFlow::Break(())
        }
    }
}

impl<'a, M, Req, Way, Native> Answering<Req>
    for Around<'a, M, Req, Way, Native, <M::Inner as AsyncCall<Req>>::Bridge<'a>>
where
    M: Passing<Req, Way>,
    M::Inner: AsyncCall<Req, Response = M::Inside>,
    Native: Answering<Req, Response = M::Inside>,
{
    type Response = M::Response;

    #[allow(clippy::inline_always, reason = "as for `answering`")]
    #[inline(always)]
    fn start(
        self: Pin<&mut Self>,
        request: &mut Option<Req>,
        response: &mut Option<M::Response>,
        context: &mut Context<'_>,
    ) -> Poll<()> {
        let mut this = self.project();
        let (value, bridge) = match enter(this.middleware, request, response) {
            ControlFlow::Break(()) => return Poll::Ready(()),
            ControlFlow::Continue(entered) => entered,
        };
        let mut apart = None;
        let place = M::place(response, &mut apart);
        let polled = match bridge {
            None => this.native.start(request, place, context),
            Some(bridge) => {
                this.bridge.set(Some(bridge));
                poll_bridge(this.bridge, place, context)
            }
        };
        if polled.is_pending() {
            *this.value = Some(value);
            return Poll::Pending;
        }
        this.middleware.pass(response, apart, value);
        Poll::Ready(())
    }

    #[allow(clippy::inline_always, reason = "as for `answering`")]
    #[inline(always)]
    fn begin(
        &mut self,
        request: &mut Option<Req>,
        response: &mut Option<M::Response>,
        context: &mut Context<'_>,
    ) -> Begun {
        let value = match enter(self.middleware, request, response) {
            ControlFlow::Break(()) => return Begun::Ready,
            ControlFlow::Continue((value, None)) => value,
            ControlFlow::Continue((value, Some(bridge))) => {
                self.value = Some(value);
                self.bridge = Some(bridge);
                return Begun::New;
            }
        };
        let mut apart = None;
        let begun = self.native.begin(request, M::place(response, &mut apart), context);
        if begun != Begun::Ready {
            self.value = Some(value);
            return begun;
        }
        self.middleware.pass(response, apart, value);
        Begun::Ready
    }

    #[allow(clippy::inline_always, reason = "as for `answering`")]
    #[inline(always)]
    fn poll(
        self: Pin<&mut Self>,
        request: &mut Option<Req>,
        response: &mut Option<M::Response>,
        context: &mut Context<'_>,
    ) -> Poll<()> {
        let this = self.project();
        let mut apart = None;
        let place = M::place(response, &mut apart);
        ready!(if this.bridge.is_some() {
            poll_bridge(this.bridge, place, context)
        } else {
            this.native.poll(request, place, context)
        });
        this.middleware.pass(response, apart, this.value.take().expect(POLLED_AGAIN));
        Poll::Ready(())
    }
}

/// Polls the bridge that is there.
#[inline]
fn poll_bridge<F: Future>(
    bridge: Pin<&mut Option<F>>,
    place: &mut Option<F::Output>,
    context: &mut Context<'_>,
) -> Poll<()> {
    let bridge = bridge.as_pin_mut().expect("there is a bridge");
    *place = Some(ready!(bridge.poll(context)));
    Poll::Ready(())
}
