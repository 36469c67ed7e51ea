//! [`ChainService`]: a handler as a tower service.

use std::{
    fmt,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll},
};

use tower_service::Service;

use super::{FallibleResponse, NeverFails, Split};
use crate::handler::{AsyncCall, GetResponse, Handler};

/// A finished chain as a tower [`Service`], created by [`into_service`](GetResponse::into_service).
///
/// `Kind` is [`NeverFails`] or [`FallibleResponse`]. It is always ready, and its clones share the chain.
///
/// ```
/// use middleware_core::{BoxHandler, tower::{NeverFails, ChainService}};
///
/// struct Server {
///     app: ChainService<BoxHandler<String, String>, NeverFails>,
/// }
/// ```
pub struct ChainService<H, Kind> {
    app: GetResponse<H>,
    kind: PhantomData<fn() -> Kind>,
}

impl<H, Kind> ChainService<H, Kind> {
    pub(super) fn new(app: GetResponse<H>) -> Self {
        Self { app, kind: PhantomData }
    }

    /// Returns the chain.
    ///
    /// ```
    /// use middleware_core::{Chain, Mode};
    ///
    /// let service = Chain::<u32, u32>::new().view(|n: u32| n).into_service::<u32>();
    /// assert_eq!(service.as_chain().mode(), Mode::Sync);
    /// ```
    #[must_use]
    pub fn as_chain(&self) -> &GetResponse<H> {
        &self.app
    }
}

impl<H> GetResponse<H> {
    /// Converts this chain to a tower [`Service`] that never fails: it answers with the chain's response.
    ///
    /// axum's `Router::route_service` and `Router::fallback_service` accept it, and so does hyper, by
    /// `TowerToHyperService`. It costs one allocation per request.
    ///
    /// ```
    /// use middleware_core::Chain;
    /// use tower_service::Service;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let mut service = Chain::<u32, u32>::new().view(async |n: u32| n + 1).into_service();
    /// assert_eq!(service.call(1).await, Ok(2));
    /// # }
    /// ```
    #[must_use]
    pub fn into_service<Req>(self) -> ChainService<H, NeverFails>
    where
        H: Handler<Req>,
    {
        ChainService::new(self)
    }

    /// Converts this chain, which answers with a `Result`, to a tower [`Service`] that fails with the chain's errors.
    ///
    /// ```
    /// use middleware_core::Chain;
    /// use tower_service::Service;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let app = Chain::<&str, Result<u32, _>>::new().view(async |text: &str| text.parse::<u32>());
    /// let mut service = app.into_fallible_service();
    /// assert_eq!(service.call("7").await, Ok(7));
    /// assert!(service.call("seven").await.is_err());
    /// # }
    /// ```
    #[must_use]
    pub fn into_fallible_service<Req>(self) -> ChainService<H, FallibleResponse>
    where
        H: Handler<Req>,
        FallibleResponse: Split<H::Response>,
    {
        ChainService::new(self)
    }
}

impl<H, Req, Kind> Service<Req> for ChainService<H, Kind>
where
    H: AsyncCall<Req>,
    Req: Send + 'static,
    Kind: Split<H::Response>,
{
    type Response = Kind::Response;
    type Error = Kind::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Kind::Response, Kind::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Kind::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Req) -> Self::Future {
        let app = self.app.clone();
        Box::pin(async move { Kind::split(app.acall(request).await) })
    }
}

impl<H, Kind> Clone for ChainService<H, Kind> {
    fn clone(&self) -> Self {
        Self::new(self.app.clone())
    }
}

impl<H, Kind> fmt::Debug for ChainService<H, Kind> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ChainService").field(&self.app).finish()
    }
}
