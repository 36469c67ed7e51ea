//! [`Router`]: maps paths to chains.

use std::{
    collections::HashMap,
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use http::StatusCode;
use middleware_core::{Call, GetResponse};

use crate::{Request, Response, http_metrics, server::panicked};

/// A finished chain as a route, made by [`route`].
#[derive(Clone)]
pub struct Route(Arc<dyn Fn(Request) -> Response + Send + Sync>);

/// Turns a finished chain into a route of a [`Router`]. The chain may be sync or async.
///
/// ```
/// use middleware_core::Chain;
/// use middleware_examples::{Request, Response, server::blocking, views};
///
/// let app = Chain::<Request, Response>::new().view(views::hello_async);
/// let router = blocking::Router::new().route("/", blocking::route(app));
/// assert_eq!(router.answer(Request::default()).body(), "hello from an async view");
/// ```
#[must_use]
pub fn route<H>(app: GetResponse<H>) -> Route
where
    H: Call<Request, Response = Response>,
{
    Route(Arc::new(move |request| app.call(request)))
}

/// Maps paths to chains. A path must match exactly; the method and the query do not matter.
///
/// ```
/// use http::StatusCode;
/// use middleware_core::Chain;
/// use middleware_examples::{Request, Response, server::blocking::{self, Router}};
///
/// let app = Chain::<Request, Response>::new().view(|_: Request| -> Response { panic!("again") });
/// let router = Router::new().route("/panics", blocking::route(app));
/// let status = |path: &str| {
///     let request = http::Request::get(path).body(bytes::Bytes::new()).unwrap();
///     router.answer(request).status()
/// };
/// assert_eq!(status("/panics"), StatusCode::INTERNAL_SERVER_ERROR);
/// assert_eq!(status("/"), StatusCode::NOT_FOUND);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Router {
    routes: HashMap<Arc<str>, Route>,
}

impl Router {
    /// Creates a router without routes, which answers 404.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds `route` at `path`.
    ///
    /// # Panics
    ///
    /// If `path` already has a route, like axum's router.
    #[must_use]
    pub fn route(mut self, path: &str, route: Route) -> Self {
        let before = self.routes.insert(path.into(), route);
        assert!(before.is_none(), "`{path}` already has a route");
        self
    }

    /// Returns the response of the chain at the path of `request`, 404 if there is none, or 500 if the chain panics.
    pub fn answer(&self, mut request: Request) -> Response {
        let Some((path, Route(app))) = self.routes.get_key_value(request.uri().path()) else {
            let mut response = Response::default();
            *response.status_mut() = StatusCode::NOT_FOUND;
            return response;
        };
        request.extensions_mut().insert(http_metrics::Route(Arc::clone(path)));
        // A request that panicked is over. In the axum server, shared state survives a panic too.
        catch_unwind(AssertUnwindSafe(|| app(request))).unwrap_or_else(|payload| {
            // Dropping the payload of a panic may panic too.
            std::mem::forget(payload);
            panicked()
        })
    }
}

impl fmt::Debug for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Route").finish_non_exhaustive()
    }
}
