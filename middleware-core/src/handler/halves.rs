//! The two halves of a middleware: [`SyncMiddleware`] and [`AsyncMiddleware`].

use std::sync::Arc;

use super::Handler;

/// The sync half: answers a request as a plain function call.
///
/// `#[middleware]` implements it for every annotated struct: with the body of `call` if there is one, otherwise by blocking
/// on `acall` (see [`bridge`](crate::bridge)).
///
/// An async handler written by hand implements it with [`block_on`](crate::bridge::block_on), unless it is a view or is
/// never called from sync code.
///
/// In a chain, [`GetResponse::call`](crate::GetResponse::call) chooses the half that [`Handler::Mode`] names, and calls it.
/// For a function that serves a chain, use the bound [`Call`](crate::Call) instead: handlers of either mode satisfy it.
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
}

/// The async half: answers a request as a future.
///
/// `#[middleware]` implements it for every annotated struct: with the body of `acall` if there is one, otherwise by running
/// `call` in the thread pool (see [`bridge`](crate::bridge)).
///
/// A sync handler written by hand implements it with [`run_blocking`](crate::bridge::run_blocking), unless it is a view or
/// is never called from async code.
///
/// In a chain, [`GetResponse::acall`](crate::GetResponse::acall) calls it. For a function that serves a chain, use the bound
/// [`AsyncCall`](crate::AsyncCall) instead: handlers of either mode satisfy it.
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
///     type Mode = mode::AsyncMode;
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
    note = "async code runs sync code in a thread pool, so the request and the response must be `Send + 'static`"
)]
pub trait AsyncMiddleware<Req>: Handler<Req> {
    /// Answers `request`.
    ///
    /// It takes `&Arc<Self>`, not `&self`, because a sync-only layer moves itself to the thread pool here. It must stay
    /// alive if the future is dropped meanwhile.
    fn acall(self: &Arc<Self>, request: Req) -> impl Future<Output = Self::Response> + Send;
    /// Answers `request`, for a handler whose mode is async, and a caller that polls the future at once.
    ///
    /// Unlike `acall`, it may start before the first poll. So layers with hooks need not store the request.
    #[doc(hidden)]
    #[inline]
    fn acall_now(self: &Arc<Self>, request: Req) -> impl Future<Output = Self::Response> + Send {
        self.acall(request)
    }
}
