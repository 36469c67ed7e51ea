//! [`App`]: what a finished chain can do.

use super::{AsyncCall, Boxable, Call};

/// A handler that sync and async code can call, and that can be boxed: a finished chain.
///
/// Holds by itself for every such handler. It is the one bound that returns a finished chain from a function, or keeps
/// one in a struct:
///
/// ```
/// use middleware_core::{App, BoxHandler, Chain, GetResponse};
///
/// fn app() -> GetResponse<impl App<u32, Response = u32>> {
///     Chain::<u32, u32>::new().view(|n: u32| n + 1)
/// }
///
/// struct Server<H> {
///     app: GetResponse<H>,
/// }
///
/// impl<H: App<u32, Response = u32>> Server<H> {
///     async fn serve(&self, request: u32) -> u32 {
///         self.app.acall(request).await
///     }
/// }
///
/// # #[tokio::main]
/// # async fn main() {
/// let server = Server { app: app() };
/// assert_eq!(server.serve(1).await, 2);
/// assert_eq!(server.app.call(1), 2);
/// let boxed: GetResponse<BoxHandler<u32, u32>> = server.app.clone().boxed();
/// assert_eq!(boxed.call(1), 2);
/// # }
/// ```
///
/// The request and the response must be `Send + 'static`, because one of the two ways to call a chain may cross to a
/// thread. The bound does not say in which mode the handler runs: to put further layers around it, box it first.
///
/// Without the feature `tokio`, no chain can be called in both ways, and there is no such trait.
pub trait App<Req>: Call<Req> + AsyncCall<Req> + Boxable<Req> {}

#[diagnostic::do_not_recommend]
impl<H, Req> App<Req> for H where H: Call<Req> + AsyncCall<Req> + Boxable<Req> {}
