//! Which handlers may be called from where: [`Call`] and [`AsyncCall`].
//!
//! Both are blanket traits. Behind them stands [`FromSync`] and [`FromAsync`], implemented by the
//! three mode tags: how a handler of this mode is run from sync, and from async code. That is the
//! one place where modes meet.

use std::{
    convert::Infallible,
    marker::PhantomData,
    ops::ControlFlow,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use super::{AsyncMiddleware, Handler, Offloaded, SyncMiddleware, either_future::one_of};
use crate::{
    bridge::block_on,
    mode::{self, Mode},
};

/// A handler that sync code can call with a `Req`.
///
/// Holds by itself for every handler whose [mode](Handler::Mode) can be run from sync code: a sync
/// one is called, an async one is blocked on. Use it as a bound; there is nothing to implement.
///
/// ```
/// use middleware_core::{Call, Chain, GetResponse};
///
/// fn run<H: Call<u32, Response = u32>>(app: &GetResponse<H>) -> u32 {
///     app.call(20)
/// }
///
/// let sync_app = Chain::<u32, u32>::new().view(|n: u32| n + 1);
/// let async_app = Chain::<u32, u32>::new().view(async |n: u32| n + 1);
/// assert_eq!(run(&sync_app), run(&async_app));
/// ```
#[cfg_attr(
    feature = "tokio",
    diagnostic::on_unimplemented(
        message = "`{Self}` cannot be called with a `{Req}` from sync code",
        label = "cannot be called with `.call(..)` here",
        note = "`#[middleware]` on the impl adds the bound for `get_response`; any other handler states its own: `F: Call<Request, Response = ..>`",
        note = "if this is inside of `acall`, await `.acall(..)`: each half calls inwards in its own mode only"
    )
)]
#[cfg_attr(
    not(feature = "tokio"),
    diagnostic::on_unimplemented(
        message = "`{Self}` cannot be called with a `{Req}` from sync code",
        label = "cannot be called with `.call(..)` here",
        note = "an async chain is called from sync code over a bridge: enable the feature `tokio` of `middleware-core`"
    )
)]
pub trait Call<Req>: SyncMiddleware<Req> {
    #[doc(hidden)]
    #[track_caller]
    fn call_from_sync(this: &Arc<Self>, request: Req) -> Self::Response;
}

#[diagnostic::do_not_recommend]
impl<H, Req> Call<Req> for H
where
    H: SyncMiddleware<Req>,
    H::Mode: FromSync<H, Req>,
{
    #[inline]
    #[track_caller]
    fn call_from_sync(this: &Arc<Self>, request: Req) -> Self::Response {
        <H::Mode as FromSync<H, Req>>::run(this, request)
    }
}

/// A handler that async code can call with a `Req`.
///
/// Holds by itself for every handler whose [mode](Handler::Mode) can be run from async code: an
/// async one is awaited; a sync one runs in the thread pool, for which the request and the response
/// must be `Send + 'static`. Use it as a bound; there is nothing to implement.
///
/// ```
/// use middleware_core::{AsyncCall, GetResponse};
///
/// async fn serve<H: AsyncCall<u32, Response = u32>>(app: GetResponse<H>) -> u32 {
///     app.acall(20).await
/// }
/// ```
#[cfg_attr(
    feature = "tokio",
    diagnostic::on_unimplemented(
        message = "`{Self}` cannot be called with a `{Req}` from async code",
        label = "cannot be called with `.acall(..)` here",
        note = "a sync layer or view is called from async code in a thread pool: for that, its request and response must be `Send + 'static`",
        note = "`#[middleware]` on the impl adds the bound for `get_response`; any other handler states its own: `F: AsyncCall<Request, Response = ..>`",
        note = "if this is inside of `call`, use `.call(..)`: each half calls inwards in its own mode only"
    )
)]
#[cfg_attr(
    not(feature = "tokio"),
    diagnostic::on_unimplemented(
        message = "`{Self}` cannot be called with a `{Req}` from async code",
        label = "cannot be called with `.acall(..)` here",
        note = "a sync chain is called from async code over a bridge: enable the feature `tokio` of `middleware-core`"
    )
)]
pub trait AsyncCall<Req>: AsyncMiddleware<Req> {
    #[doc(hidden)]
    fn call_from_async(
        this: &Arc<Self>,
        request: Req,
    ) -> impl Future<Output = Self::Response> + Send;

    /// The future of the bridge, where there may be one.
    #[doc(hidden)]
    type Bridge<'a>: Future<Output = Self::Response> + Send;

    /// Whether `acall` reaches the handler. Otherwise the request goes over the bridge.
    #[doc(hidden)]
    fn is_direct(this: &Self, request: &Req) -> bool;

    #[doc(hidden)]
    fn bridge(this: &Arc<Self>, request: Req) -> Self::Bridge<'_>;
}

#[diagnostic::do_not_recommend]
impl<H, Req> AsyncCall<Req> for H
where
    H: AsyncMiddleware<Req>,
    H::Mode: FromAsync<H, Req>,
{
    #[inline]
    fn call_from_async(
        this: &Arc<Self>,
        request: Req,
    ) -> impl Future<Output = Self::Response> + Send {
        <H::Mode as FromAsync<H, Req>>::run(this, request)
    }

    type Bridge<'a> = <H::Mode as FromAsync<H, Req>>::Bridge<'a>;

    #[inline]
    fn is_direct(this: &Self, _: &Req) -> bool {
        <H::Mode as FromAsync<H, Req>>::is_direct(this)
    }

    #[inline]
    fn bridge(this: &Arc<Self>, request: Req) -> Self::Bridge<'_> {
        <H::Mode as FromAsync<H, Req>>::bridge(this, request)
    }
}

/// How sync code runs a handler of this mode.
#[doc(hidden)]
pub trait FromSync<H: Handler<Req>, Req>: mode::Tag {
    #[track_caller]
    fn run(handler: &Arc<H>, request: Req) -> H::Response;
}

/// How async code runs a handler of this mode.
#[doc(hidden)]
pub trait FromAsync<H: Handler<Req>, Req>: mode::Tag {
    /// For a handler that need not have an `acall`, as a view.
    fn run(handler: &Arc<H>, request: Req) -> impl Future<Output = H::Response> + Send;

    /// As `run`, for a caller that has found the handler [direct](Self::is_direct), and polls the future at once.
    fn run_now(handler: &Arc<H>, request: Req) -> impl Future<Output = H::Response> + Send;

    type Bridge<'a>: Future<Output = H::Response> + Send;

    fn is_direct(handler: &H) -> bool;

    fn bridge(handler: &Arc<H>, request: Req) -> Self::Bridge<'_>;
}

impl<H, Req> FromSync<H, Req> for mode::SyncMode
where
    H: SyncMiddleware<Req>,
{
    #[inline]
    fn run(handler: &Arc<H>, request: Req) -> H::Response {
        handler.call(request)
    }
}

#[cfg(feature = "tokio")]
impl<H, Req> FromSync<H, Req> for mode::AsyncMode
where
    H: AsyncMiddleware<Req>,
{
    #[track_caller]
    fn run(handler: &Arc<H>, request: Req) -> H::Response {
        block_on(handler.acall(request))
    }
}

impl<H, Req> FromSync<H, Req> for mode::DynMode
where
    H: SyncMiddleware<Req> + AsyncMiddleware<Req>,
{
    #[track_caller]
    fn run(handler: &Arc<H>, request: Req) -> H::Response {
        match handler.mode() {
            Mode::Sync => handler.call(request),
            Mode::Async => block_on(handler.acall(request)),
        }
    }
}

impl<H, Req> FromAsync<H, Req> for mode::AsyncMode
where
    H: AsyncMiddleware<Req>,
{
    // Not an `async fn`: a function that only passes on must not grow the future.
    #[inline]
    fn run(handler: &Arc<H>, request: Req) -> impl Future<Output = H::Response> + Send {
        handler.acall(request)
    }

    #[inline]
    fn run_now(handler: &Arc<H>, request: Req) -> impl Future<Output = H::Response> + Send {
        handler.acall_now(request)
    }

    type Bridge<'a> = NoBridge<H::Response>;

    #[inline]
    fn is_direct(_: &H) -> bool {
        true
    }

    fn bridge(_: &Arc<H>, _: Req) -> Self::Bridge<'_> {
        unreachable!("an async handler is reached without a bridge")
    }
}

#[cfg(feature = "tokio")]
impl<H, Req> FromAsync<H, Req> for mode::SyncMode
where
    H: SyncMiddleware<Req, Response: Send + 'static>,
    Req: Send + 'static,
{
    fn run(handler: &Arc<H>, request: Req) -> impl Future<Output = H::Response> + Send {
        Self::bridge(handler, request)
    }

    fn run_now(handler: &Arc<H>, request: Req) -> impl Future<Output = H::Response> + Send {
        Self::bridge(handler, request)
    }

    type Bridge<'a> = Offloaded<'a, H, Req, H::Response>;

    fn is_direct(_: &H) -> bool {
        false
    }

    fn bridge(handler: &Arc<H>, request: Req) -> Self::Bridge<'_> {
        Offloaded::new(handler, request)
    }
}

impl<H, Req> FromAsync<H, Req> for mode::DynMode
where
    H: SyncMiddleware<Req> + AsyncMiddleware<Req>,
    Req: Send + 'static,
    H::Response: Send + 'static,
{
    fn run(handler: &Arc<H>, request: Req) -> impl Future<Output = H::Response> + Send {
        one_of(match handler.mode() {
            Mode::Async => ControlFlow::Continue(handler.acall(request)),
            Mode::Sync => ControlFlow::Break(Self::bridge(handler, request)),
        })
    }

    fn run_now(handler: &Arc<H>, request: Req) -> impl Future<Output = H::Response> + Send {
        handler.acall_now(request)
    }

    // In a box, because the future would have room for a second request.
    type Bridge<'a> = Pin<Box<Offloaded<'a, H, Req, H::Response>>>;

    fn is_direct(handler: &H) -> bool {
        handler.mode() == Mode::Async
    }

    // Cold, so that a call that takes no hop is not held up by what a hop needs.
    #[cold]
    fn bridge(handler: &Arc<H>, request: Req) -> Self::Bridge<'_> {
        Box::pin(Offloaded::new(handler, request))
    }
}

/// The bridge to an async handler: there is none.
#[doc(hidden)]
#[derive(Debug)]
pub struct NoBridge<T> {
    never: Infallible,
    response: PhantomData<fn() -> T>,
}

impl<T> Future for NoBridge<T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<T> {
        match self.never {}
    }
}
