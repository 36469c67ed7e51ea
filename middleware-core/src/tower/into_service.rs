//! [`ChainService`]: a handler as a tower service.

use std::{
    convert::Infallible,
    fmt,
    marker::PhantomData,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use tower_service::Service;

use super::{FallibleResponse, NeverFails, Split};
use crate::{
    handler::{AsyncCall, GetResponse},
    plan::Plan,
};

type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// A finished chain as a tower [`Service`], created by [`into_service`](GetResponse::into_service).
///
/// It is always ready, and its clones share the chain. It has the types of the request, the response and the error, but
/// not the type of the chain. So it is as easy to name and to send as any other service, even if a type has a trait object
/// in it, such as tower's `BoxError`.
///
/// ```
/// use std::convert::Infallible;
///
/// use middleware_core::tower::ChainService;
///
/// struct Server {
///     app: ChainService<String, String, Infallible>,
/// }
/// ```
pub struct ChainService<Req, Res, Err> {
    chain: Arc<dyn Erased<Req, Res, Err>>,
}

/// A chain without its type.
trait Erased<Req, Res, Err>: Send + Sync {
    fn call(&self, request: Req) -> BoxFuture<Result<Res, Err>>;
    fn plan(&self) -> Plan;
}

struct Converted<H, Kind> {
    app: GetResponse<H>,
    kind: PhantomData<fn() -> Kind>,
}

impl<H, Req, Kind> Erased<Req, Kind::Response, Kind::Error> for Converted<H, Kind>
where
    H: AsyncCall<Req>,
    Req: Send + 'static,
    Kind: Split<H::Response>,
{
    fn call(&self, request: Req) -> BoxFuture<Result<Kind::Response, Kind::Error>> {
        let app = self.app.clone();
        Box::pin(async move { Kind::split(app.acall(request).await) })
    }

    fn plan(&self) -> Plan {
        self.app.plan()
    }
}

impl<Req, Res, Err> ChainService<Req, Res, Err> {
    pub(super) fn new<H, Kind>(app: GetResponse<H>) -> Self
    where
        H: AsyncCall<Req>,
        Req: Send + 'static,
        Kind: Split<H::Response, Response = Res, Error = Err>,
    {
        Self { chain: Arc::new(Converted::<H, Kind> { app, kind: PhantomData }) }
    }

    /// Returns the plan of the chain.
    ///
    /// ```
    /// use middleware_core::{Chain, Mode};
    ///
    /// let service = Chain::<u32, u32>::new().view(|n: u32| n).into_service();
    /// assert_eq!(service.plan().mode(), Mode::Sync);
    /// ```
    #[must_use]
    pub fn plan(&self) -> Plan {
        self.chain.plan()
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
    pub fn into_service<Req, Res>(self) -> ChainService<Req, Res, Infallible>
    where
        H: AsyncCall<Req, Response = Res>,
        Req: Send + 'static,
        Res: 'static,
    {
        ChainService::new::<H, NeverFails>(self)
    }

    /// Converts this chain, which answers with a `Result`, to a tower [`Service`] that fails with the chain's errors.
    ///
    /// ```
    /// use middleware_core::Chain;
    /// use tower_service::Service;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let app = Chain::<String, Result<u32, _>>::new().view(async |text: String| text.parse::<u32>());
    /// let mut service = app.into_fallible_service();
    /// assert_eq!(service.call("7".to_owned()).await, Ok(7));
    /// assert!(service.call("seven".to_owned()).await.is_err());
    /// # }
    /// ```
    #[must_use]
    // `T` and `E` are parameters of their own, so that a response that is not a `Result` is reported as such.
    pub fn into_fallible_service<Req, Res, T, E>(self) -> ChainService<Req, T, E>
    where
        H: AsyncCall<Req, Response = Res>,
        Req: Send + 'static,
        FallibleResponse: Split<Res, Response = T, Error = E>,
    {
        ChainService::new::<H, FallibleResponse>(self)
    }
}

impl<Req, Res, Err> Service<Req> for ChainService<Req, Res, Err> {
    type Response = Res;
    type Error = Err;
    type Future = BoxFuture<Result<Res, Err>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Err>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Req) -> Self::Future {
        self.chain.call(request)
    }
}

impl<Req, Res, Err> Clone for ChainService<Req, Res, Err> {
    fn clone(&self) -> Self {
        Self { chain: Arc::clone(&self.chain) }
    }
}

impl<Req, Res, Err> fmt::Debug for ChainService<Req, Res, Err> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChainService").finish_non_exhaustive()
    }
}
