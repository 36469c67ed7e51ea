//! [`FromLayer`]: a tower layer as a layer of a chain.

use std::{any, fmt, marker::PhantomData, sync::Arc};

use tower_service::Service;

use super::{FallibleResponse, Join, NeverFails, Next, from_service::ask};
use crate::{
    chain::Layer,
    handler::{
        AsyncMiddleware, GetResponse, Handler, JoinedInMode, Middleware,
        OneAnnotatedImplPerRequest, SingleMode,
    },
    mode::{self, Capability, Mode},
    ordering::OrderingRules,
    plan::{Plan, layer_name},
};

/// A tower layer as a layer of a chain, created by [`from_layer`].
///
/// `Kind` is [`NeverFails`] or [`FallibleResponse`]. `Inside` names the request that it passes to the next handler:
/// [`Same`] or [`PassesOn`].
///
/// ```
/// use middleware_core::tower::{NeverFails, FromLayer, Same, from_layer};
/// use tower_http::timeout::TimeoutLayer;
///
/// fn is_a_layer(_: FromLayer<TimeoutLayer, NeverFails, Same>) {}
/// # use std::time::Duration;
/// # let timeout = TimeoutLayer::with_status_code(http::StatusCode::OK, Duration::from_secs(5));
/// is_a_layer(from_layer(timeout));
/// ```
pub struct FromLayer<T, Kind, Inside> {
    layer: T,
    marks: PhantomData<fn() -> (Kind, Inside)>,
}

/// A tower layer passes a request of the same type to the next handler.
///
/// ```
/// use middleware_core::tower::{Request, Same};
///
/// fn hands_on_what_it_gets<Q: Request<u32, Inside = u32>>() {}
/// hands_on_what_it_gets::<Same>();
/// ```
#[derive(Debug)]
pub enum Same {}

/// A tower layer passes a `Q` to the next handler, whatever it gets.
///
/// ```
/// use middleware_core::tower::{PassesOn, Request};
///
/// fn hands_on_text<Q: Request<u32, Inside = String>>() {}
/// hands_on_text::<PassesOn<String>>();
/// ```
#[derive(Debug)]
pub struct PassesOn<Q>(PhantomData<fn() -> Q>);

/// The request that a tower layer passes to the next handler when it gets a `Req`.
#[doc(hidden)]
pub trait Request<Req>: 'static {
    /// The request of the next handler.
    type Inside;
}

impl<Req> Request<Req> for Same {
    type Inside = Req;
}

impl<Req, Q: 'static> Request<Req> for PassesOn<Q> {
    type Inside = Q;
}

/// Creates a layer of a chain from a tower layer around handlers that never fail.
///
/// The tower layer gets the rest of the chain as a [`Next`], a service whose error is
/// [`Infallible`](std::convert::Infallible). tower-http's layers preserve that error. It costs one allocation per request.
/// The service that the tower layer makes must be `Clone`. Put one that is not, such as tower's rate limit, behind a
/// `Buffer`.
///
/// ```
/// use middleware_core::{Chain, tower::from_layer};
/// use tower_http::request_id::{MakeRequestUuid, SetRequestIdLayer};
///
/// type Request = http::Request<()>;
/// type Response = http::Response<usize>;
///
/// let app = Chain::<Request, Response>::new()
///     .with(from_layer(SetRequestIdLayer::x_request_id(MakeRequestUuid)))
///     .view(async |request: Request| Response::new(request.headers()["x-request-id"].len()));
/// # #[cfg(feature = "tokio")]
/// assert_eq!(app.call(Request::new(())).into_body(), 36);
/// ```
pub const fn from_layer<T>(layer: T) -> FromLayer<T, NeverFails, Same> {
    FromLayer { layer, marks: PhantomData }
}

/// Creates a layer of a chain from a tower layer that can fail. The next handler and the layer itself answer with
/// `Result`s, and the error keeps its type.
///
/// ```
/// use std::{num::ParseIntError, time::Duration};
///
/// use middleware_core::{Chain, tower::from_fallible_layer};
/// use tower::{BoxError, timeout::TimeoutLayer};
///
/// let app = Chain::<String, Result<u32, BoxError>>::new()
///     .with(from_fallible_layer(TimeoutLayer::new(Duration::from_secs(5))))
///     .view(async |text: String| text.parse::<u32>());
/// # #[cfg(feature = "tokio")]
/// assert!(app.call("seven".to_owned()).unwrap_err().is::<ParseIntError>());
/// ```
pub const fn from_fallible_layer<T>(layer: T) -> FromLayer<T, FallibleResponse, Same> {
    FromLayer { layer, marks: PhantomData }
}

impl<T, Kind, Inside> FromLayer<T, Kind, Inside> {
    /// Sets the type of the request that the layer passes to the next handler, if it differs from the type that it gets.
    ///
    /// ```
    /// use http_body_util::{BodyExt, Full};
    /// use middleware_core::{Chain, tower::from_layer};
    /// use tower_http::{body::Limited, limit::RequestBodyLimitLayer};
    ///
    /// type Body = Full<&'static [u8]>;
    /// type Request = http::Request<Body>;
    /// type Response = http::Response<tower_http::limit::ResponseBody<Body>>;
    ///
    /// let limit = from_layer(RequestBodyLimitLayer::new(1024));
    /// let app = Chain::<Request, Response>::new()
    ///     .with(limit.passes_on::<http::Request<Limited<Body>>>())
    ///     .view(async |request: http::Request<Limited<Body>>| {
    ///         let read = request.into_body().collect().await;
    ///         http::Response::new(Body::new(if read.is_ok() { b"hello" } else { b"too long" }))
    ///     });
    /// # #[cfg(feature = "tokio")]
    /// assert_eq!(app.call(Request::new(Body::default())).status(), 200);
    /// ```
    pub fn passes_on<Q>(self) -> FromLayer<T, Kind, PassesOn<Q>> {
        FromLayer { layer: self.layer, marks: PhantomData }
    }
}

/// The handler that a tower layer makes of `G`. `S` is the service of the tower layer.
///
/// ```
/// use middleware_core::{Chain, GetResponse, tower::{NeverFails, Same, Wrapped, from_layer}};
/// use tower::layer::util::Identity;
///
/// # fn is_wrapped<S, G>(_: &GetResponse<Wrapped<S, G, NeverFails, Same>>) {}
/// let layers = Chain::<u32, u32>::new().with(from_layer(Identity::new()));
/// is_wrapped(&layers.view(async |n: u32| n));
/// ```
pub struct Wrapped<S, G, Kind, Inside> {
    service: S,
    /// A copy for the plan, because a service does not reveal the handler in it.
    get_response: GetResponse<G>,
    name: String,
    marks: PhantomData<fn() -> (Kind, Inside)>,
}

const ORDERING: OrderingRules = OrderingRules { name: "tower", rules: &[] };

impl<G, T, Kind, Inside> Layer<G> for FromLayer<T, Kind, Inside>
where
    T: tower_layer::Layer<Next<G, Kind>>,
{
    type Handler = Wrapped<T::Service, G, Kind, Inside>;

    fn wrap(self, get_response: GetResponse<G>) -> GetResponse<Self::Handler> {
        GetResponse::new(Wrapped {
            service: self.layer.layer(Next::new(get_response.clone())),
            get_response,
            name: layer_name(any::type_name::<T>()),
            marks: PhantomData,
        })
    }

    fn names() -> Vec<String> {
        vec![layer_name(any::type_name::<T>())]
    }
}

// Without `do_not_recommend`, so that the error about a service that can fail is about this impl.
impl<S, G, Req, Kind, Inside> Handler<Req> for Wrapped<S, G, Kind, Inside>
where
    S: Service<Req> + Send + Sync + 'static,
    G: Handler<Inside::Inside>,
    Kind: Join<S::Response, S::Error>,
    Inside: Request<Req>,
{
    type Response = Kind::Response;
    type Mode = mode::AsyncMode;

    fn mode(&self) -> Mode {
        Mode::Async
    }

    fn plan(&self) -> Plan {
        let name = self.name.clone();
        self.get_response.plan::<Inside::Inside>().wrapped_in(name, Capability::AsyncOnly)
    }
}

impl<S, G, Req, Kind, Inside> AsyncMiddleware<Req> for Wrapped<S, G, Kind, Inside>
where
    S: Service<Req, Future: Send> + Clone + Send + Sync + 'static,
    G: Handler<Inside::Inside>,
    Kind: Join<S::Response, S::Error>,
    Inside: Request<Req>,
    Req: Send,
{
    fn acall(self: &Arc<Self>, request: Req) -> impl Future<Output = Kind::Response> + Send {
        ask::<Kind, _, _>(&self.service, request)
    }
}

#[cfg(feature = "tokio")]
impl<S, G, Req, Kind, Inside> crate::SyncMiddleware<Req> for Wrapped<S, G, Kind, Inside>
where
    S: Service<Req, Future: Send> + Clone + Send + Sync + 'static,
    G: Handler<Inside::Inside>,
    Kind: Join<S::Response, S::Error>,
    Inside: Request<Req>,
    Req: Send,
{
    fn call(&self, request: Req) -> Kind::Response {
        crate::bridge::block_on(ask::<Kind, _, _>(&self.service, request))
    }
}

#[diagnostic::do_not_recommend]
impl<S, G, Kind, Inside> Middleware for Wrapped<S, G, Kind, Inside> {
    type Inner = G;
    type Layer = Wrapped<(), (), Kind, Inside>;

    const NAME: &'static str = ORDERING.name;
    const ORDERING: OrderingRules = ORDERING;

    fn get_response(&self) -> &GetResponse<G> {
        &self.get_response
    }
}

impl<S, G, Req, Kind, Inside: Request<Req>> OneAnnotatedImplPerRequest<Req>
    for Wrapped<S, G, Kind, Inside>
{
    type Request = Inside::Inside;
}

impl<S, G, Req, Kind, Inside> SingleMode<Req> for Wrapped<S, G, Kind, Inside> where
    Self: Handler<Req> + JoinedInMode<Req>
{
}

impl<T: Clone, Kind, Inside> Clone for FromLayer<T, Kind, Inside> {
    fn clone(&self) -> Self {
        Self { layer: self.layer.clone(), marks: PhantomData }
    }
}

impl<T, Kind, Inside> fmt::Debug for FromLayer<T, Kind, Inside> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("FromLayer").field(&any::type_name::<T>()).finish()
    }
}

impl<S, G, Kind, Inside> fmt::Debug for Wrapped<S, G, Kind, Inside> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wrapped").field("name", &self.name).finish_non_exhaustive()
    }
}
