//! [`Call`] and [`AsyncCall`]: the handlers that sync and async code can call.
//!
//! Both are blanket traits over [`FromSync`] and [`FromAsync`], which the three mode tags implement: they define how sync
//! and async code run a handler of a mode. All calls through a [`GetResponse`](crate::GetResponse) meet here.

use std::{ops::ControlFlow, pin::Pin, sync::Arc};

use super::{AsyncMiddleware, Handler, Offloaded, SyncMiddleware, either_future::one_of};
use crate::{
    bridge::block_on,
    mode::{self, Mode},
};

/// A handler that sync code can call with a `Req`.
///
/// Every handler whose [mode](Handler::Mode) sync code can run implements it. Sync code calls a sync handler, and blocks on
/// an async one. Use it as a bound; there is nothing to implement.
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
        message = "no bound or impl lets sync code call this handler with a `{Req}`",
        label = "`{Self}`: no `Call<{Req}>`",
        note = "for a type parameter, such as `F`, add the bound `F: Call<Request, Response = ..>`",
        note = "if it is a finished chain that a function returns, return `GetResponse<impl App<Request, Response = ..>>`: `impl Handler<..>` says what a chain answers, and not that it can be called",
        note = "is `#[middleware]` missing on this impl? it adds the bound for `get_response`",
        note = "if this is in the body of `acall`, await `.acall(..)`: each half calls the next handler in its own mode only"
    )
)]
#[cfg_attr(
    not(feature = "tokio"),
    diagnostic::on_unimplemented(
        message = "no bound or impl lets sync code call this handler with a `{Req}`",
        label = "`{Self}`: no `Call<{Req}>`",
        note = "sync code calls an async chain over a bridge: enable the feature `tokio` of `middleware-core`"
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
/// Every handler whose [mode](Handler::Mode) async code can run implements it. Async code awaits an async handler. A sync
/// one runs in the thread pool, so its request and response must be `Send + 'static`. Use it as a bound; there is nothing
/// to implement.
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
        message = "no bound or impl lets async code call this handler with a `{Req}`",
        label = "`{Self}`: no `AsyncCall<{Req}>`",
        note = "if the request or the response is not `Send + 'static`, a sync layer or view cannot answer it from async code, which moves both between threads: make it `Send` (an `Arc` instead of an `Rc`), or call the chain with `.call(..)` from sync code",
        note = "for a type parameter, such as `F`, add the bound `F: AsyncCall<Request, Response = ..>`",
        note = "if it is a finished chain that a function returns, return `GetResponse<impl App<Request, Response = ..>>`: `impl Handler<..>` says what a chain answers, and not that it can be called",
        note = "is `#[middleware]` missing on this impl? it adds the bound for `get_response`",
        note = "if this is in the body of `call`, use `.call(..)`: each half calls the next handler in its own mode only"
    )
)]
#[cfg_attr(
    not(feature = "tokio"),
    diagnostic::on_unimplemented(
        message = "no bound or impl lets async code call this handler with a `{Req}`",
        label = "`{Self}`: no `AsyncCall<{Req}>`",
        note = "async code calls a sync chain over a bridge: enable the feature `tokio` of `middleware-core`"
    )
)]
pub trait AsyncCall<Req>: AsyncMiddleware<Req> {
    #[doc(hidden)]
    fn call_from_async(
        this: &Arc<Self>,
        request: Req,
    ) -> impl Future<Output = Self::Response> + Send;
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
    /// Runs the handler, which may lack an `acall`, such as a view.
    fn run(handler: &Arc<H>, request: Req) -> impl Future<Output = H::Response> + Send;

    /// Runs the handler, for a caller that polls the future at once.
    fn run_now(handler: &Arc<H>, request: Req) -> impl Future<Output = H::Response> + Send;
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
    // Not an `async fn`, because a function that only forwards must not make the future larger.
    #[inline]
    fn run(handler: &Arc<H>, request: Req) -> impl Future<Output = H::Response> + Send {
        handler.acall(request)
    }

    #[inline]
    fn run_now(handler: &Arc<H>, request: Req) -> impl Future<Output = H::Response> + Send {
        handler.acall_now(request)
    }
}

#[cfg(feature = "tokio")]
impl<H, Req> FromAsync<H, Req> for mode::SyncMode
where
    H: SyncMiddleware<Req, Response: Send + 'static>,
    Req: Send + 'static,
{
    fn run(handler: &Arc<H>, request: Req) -> impl Future<Output = H::Response> + Send {
        Offloaded::new(handler, request)
    }

    fn run_now(handler: &Arc<H>, request: Req) -> impl Future<Output = H::Response> + Send {
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
            Mode::Sync => ControlFlow::Break(bridge(handler, request)),
        })
    }

    fn run_now(handler: &Arc<H>, request: Req) -> impl Future<Output = H::Response> + Send {
        handler.acall_now(request)
    }
}

// In a box, because the future would otherwise reserve space for a second request. Cold, so that a call without a hop does
// not pay for the code of the hop.
#[cold]
fn bridge<H, Req>(handler: &Arc<H>, request: Req) -> Pin<Box<Offloaded<'_, H, Req, H::Response>>>
where
    H: Handler<Req>,
{
    Box::pin(Offloaded::new(handler, request))
}
