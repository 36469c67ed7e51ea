//! [`ChainLayer`]: a chain without a view as a tower layer.

use std::{fmt, marker::PhantomData};

use super::{ChainService, FallibleResponse, FromService, NeverFails, Split};
use crate::{
    chain::{Chain, Layer},
    handler::{AsyncCall, GetResponse, Handler},
};

/// A chain without a view as a tower `Layer`, created by [`into_layer`](Chain::into_layer).
///
/// ```
/// use middleware_core::{Chain, chain::Identity, tower::{NeverFails, ChainLayer}};
///
/// let layer: ChainLayer<u32, u32, Identity, NeverFails> = Chain::new().into_layer();
/// ```
pub struct ChainLayer<Req, Res, L, Kind> {
    layers: Chain<Req, Res, L>,
    kind: PhantomData<fn() -> Kind>,
}

impl<Req, Res, L> Chain<Req, Res, L> {
    /// Converts these layers to a tower `Layer` around services that never fail, such as those of axum.
    ///
    /// It fits `Router::layer`, `Router::route_layer` and `ServiceBuilder::layer`. The inner services must be
    /// `Clone + Send + Sync + 'static`. It costs one allocation per request.
    ///
    /// The service has the response of the outermost layer. It is not compared with the `Res` of the chain.
    ///
    /// ```
    /// # #[cfg(all(feature = "derive", feature = "tokio"))] {
    /// use axum::{Router, body::Body, routing::get};
    /// use middleware_core::{Chain, GetResponse, middleware};
    ///
    /// type Request = http::Request<Body>;
    /// type Response = http::Response<Body>;
    ///
    /// #[middleware]
    /// async fn server<G>(request: Request, get_response: &GetResponse<G>) -> Response {
    ///     let mut response = get_response.acall(request).await;
    ///     response.headers_mut().insert("server", http::HeaderValue::from_static("example"));
    ///     response
    /// }
    ///
    /// let layers = Chain::<Request, Response>::new().with(server());
    /// let app: Router = Router::new().route("/", get(async || "hello")).layer(layers.into_layer());
    /// # }
    /// ```
    #[must_use]
    pub fn into_layer(self) -> ChainLayer<Req, Res, L, NeverFails> {
        ChainLayer { layers: self, kind: PhantomData }
    }

    /// Converts these layers to a tower `Layer` around services that can fail.
    ///
    /// The innermost layer gets a `Result`, and the outermost one answers with a `Result`.
    ///
    /// ```
    /// # #[cfg(feature = "derive")] {
    /// use std::num::ParseIntError;
    ///
    /// use middleware_core::{Chain, GetResponse, middleware};
    /// use tower::{Service, ServiceBuilder};
    ///
    /// #[middleware]
    /// async fn or_zero<G>(
    ///     request: String,
    ///     get_response: &GetResponse<G>,
    /// ) -> Result<u32, ParseIntError> {
    ///     Ok(get_response.acall(request).await.unwrap_or(0))
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn run() {
    /// let layers = Chain::<String, Result<u32, ParseIntError>>::new().with(or_zero());
    /// let mut service = ServiceBuilder::new()
    ///     .layer(layers.into_fallible_layer())
    ///     .service_fn(async |text: String| text.parse::<u32>());
    /// assert_eq!(service.call("seven".to_owned()).await, Ok(0));
    /// # }
    /// # run();
    /// # }
    /// ```
    #[must_use]
    pub fn into_fallible_layer(self) -> ChainLayer<Req, Res, L, FallibleResponse> {
        ChainLayer { layers: self, kind: PhantomData }
    }
}

impl<S, Req, Res, L, Kind> tower_layer::Layer<S> for ChainLayer<Req, Res, L, Kind>
where
    L: Layer<FromService<S, Kind>, Handler: AsyncCall<Req>> + Clone,
    Req: Send + 'static,
    Kind: Split<ResponseOf<L::Handler, Req>>,
{
    type Service = ChainService<Req, Kind::Response, Kind::Error>;

    fn layer(&self, inner: S) -> Self::Service {
        let get_response = GetResponse::new(FromService::new(inner));
        let app = self.layers.clone().wrap(get_response);
        let plan = app.plan();
        plan.assert_depth();
        plan.assert_order_of_part();
        ChainService::new::<_, Kind>(app)
    }
}

type ResponseOf<H, Req> = <H as Handler<Req>>::Response;

impl<Req, Res, L: Clone, Kind> Clone for ChainLayer<Req, Res, L, Kind> {
    fn clone(&self) -> Self {
        Self { layers: self.layers.clone(), kind: PhantomData }
    }
}

impl<Req, Res, L: fmt::Debug, Kind> fmt::Debug for ChainLayer<Req, Res, L, Kind> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ChainLayer").field(&self.layers).finish()
    }
}
