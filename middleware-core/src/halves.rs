//! The two halves of a middleware: [`SyncMiddleware`] and [`AsyncMiddleware`].

use std::{sync::Arc, task::Context};

use crate::Handler;
#[cfg(feature = "tokio")]
use crate::pool::Hops;

/// The sync half: answers a request as a plain function call.
///
/// `#[middleware]` implements it for every annotated struct: with the body of `call` where there is
/// one, otherwise by blocking on `acall` (see [`bridge`](crate::bridge)).
///
/// An async handler written by hand implements it by [`async_to_sync`](crate::bridge::async_to_sync), unless
/// it is a view or is never called from sync code.
///
/// Nobody calls this trait directly in a chain: [`GetResponse::call`](crate::GetResponse::call)
/// does, having chosen the half that [`Handler::Mode`] names. Bound a function that serves a chain
/// by [`Call`](crate::Call) instead, which holds for handlers of either mode.
///
/// # Examples
///
/// ```
/// use middleware_core::{GetResponse, SyncMiddleware, middleware};
///
/// #[middleware]
/// struct Shout<G> {
///     get_response: GetResponse<G>,
/// }
///
/// #[middleware]
/// impl<G> Shout<G> {
///     fn call(&self, request: String) -> String {
///         self.get_response.call(request).to_uppercase()
///     }
/// }
///
/// fn is_sync_middleware<M: SyncMiddleware<String>>(_: &M) {}
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot answer a `{Req}` from sync code",
    label = "has no `call` for `{Req}`"
)]
pub trait SyncMiddleware<Req>: Handler<Req> {
    /// Answers `request`.
    fn call(&self, request: Req) -> Self::Response;

    /// How the hop is taken that leads to this handler, if it has a say in that.
    #[cfg(feature = "tokio")]
    #[doc(hidden)]
    fn hops(&self) -> Option<&Hops> {
        None
    }
}

/// The async half: answers a request as a future.
///
/// `#[middleware]` implements it for every annotated struct: with the body of `acall` where there
/// is one, otherwise by running `call` in the thread pool (see [`bridge`](crate::bridge)).
///
/// A sync handler written by hand implements it by [`sync_to_async`](crate::bridge::sync_to_async), unless it
/// is a view or is never called from async code.
///
/// In a chain, [`GetResponse::acall`](crate::GetResponse::acall) calls it. Bound a function that
/// serves a chain by [`AsyncCall`](crate::AsyncCall) instead, which holds for handlers of either
/// mode.
///
/// # Examples
///
/// ```
/// use std::sync::Arc;
///
/// use middleware_core::{AsyncMiddleware, Chain, Handler, Mode, mode};
///
/// struct Echo;
///
/// impl Handler<String> for Echo {
///     type Response = String;
///     type Mode = mode::Async;
///
///     fn mode(&self) -> Mode {
///         Mode::Async
///     }
/// }
///
/// impl AsyncMiddleware<String> for Echo {
///     async fn acall(self: &Arc<Self>, request: String) -> String {
///         request
///     }
/// }
///
/// # #[tokio::main]
/// # async fn main() {
/// let app = Chain::<String, String>::new().view(Echo);
/// assert_eq!(app.acall("hello".into()).await, "hello");
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot answer a `{Req}` from async code",
    label = "has no `acall` for `{Req}`",
    note = "sync code runs in a thread pool when it is called from async code: the request and the response must be `Send + 'static` for that"
)]
pub trait AsyncMiddleware<Req>: Handler<Req> {
    /// Answers `request`.
    ///
    /// Takes `&Arc<Self>` and not `&self`, because a sync-only layer moves itself to the thread
    /// pool here, and must live on if the future is dropped meanwhile.
    fn acall(self: &Arc<Self>, request: Req) -> impl Future<Output = Self::Response> + Send;

    /// As `acall`, for a caller who polls at once: what is sync runs here and now, and what needs no future of its own
    /// is answered. The request is taken from where it is, so a run of middlewares does not copy it at each of them.
    ///
    /// The future does not borrow `request` or `context`, and whoever calls this polls it with the same `context`.
    ///
    /// # Panics
    ///
    /// If `request` is `None`: somebody polled once more after a panic.
    #[doc(hidden)]
    fn begin<'a>(
        self: &'a Arc<Self>,
        request: &mut Option<Req>,
        _context: &mut Context<'_>,
    ) -> Begun<Self::Response, impl Future<Output = Self::Response> + Send + use<'a, Self, Req>>
    {
        Begun::New(self.acall(request.take().expect(POLLED_AGAIN)))
    }
}

/// Why there is no request any more.
pub(crate) const POLLED_AGAIN: &str = "a middleware's future was polled again after it was done";

/// How far a handler has come with [`AsyncMiddleware::begin`].
#[doc(hidden)]
#[derive(Debug)]
pub enum Begun<Res, F> {
    /// It has answered.
    Ready(Res),
    /// It has been polled, and will wake its task.
    Pending(F),
    /// It is to be polled.
    New(F),
}

impl<Res, F> Begun<Res, F> {
    /// The same with another future, which contains this one.
    #[inline]
    pub(crate) fn map<G>(self, change: impl FnOnce(F) -> G) -> Begun<Res, G> {
        match self {
            Self::Ready(response) => Begun::Ready(response),
            Self::Pending(future) => Begun::Pending(change(future)),
            Self::New(future) => Begun::New(change(future)),
        }
    }
}
