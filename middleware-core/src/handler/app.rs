//! [`App`]: the abilities of a finished chain.

use super::{AsyncCall, Boxable, Call};

/// A handler that sync and async code can call, and that can be boxed: a finished chain.
///
/// Every such handler implements it. It is the only bound needed to return a finished chain from a function, or to keep one
/// in a struct:
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
/// The request and the response must be `Send + 'static`, because an async call of a sync chain moves them to another
/// thread. The bound does not name the handler's mode: to put further layers around it, box it first.
///
/// Without the feature `tokio`, the trait does not exist, because no chain can be called in both ways.
pub trait App<Req>: Call<Req> + AsyncCall<Req> + Boxable<Req> {}

#[diagnostic::do_not_recommend]
impl<H, Req> App<Req> for H where H: Call<Req> + AsyncCall<Req> + Boxable<Req> {}
