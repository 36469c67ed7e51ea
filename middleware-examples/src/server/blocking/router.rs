//! [`Router`]: which chain answers on which path.

use std::{
    collections::HashMap,
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use http::StatusCode;
use middleware_core::{Call, GetResponse};

use crate::{Request, Response, server::panicked};

/// A finished chain as what answers on a path: what [`route`] makes.
#[derive(Clone)]
pub struct Route(Arc<dyn Fn(Request) -> Response + Send + Sync>);

/// A finished chain as what a [`Router`] puts behind a path. The chain may be sync or async.
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

/// Which chain answers on which path: exactly this path, with any method and query.
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
    routes: HashMap<String, Route>,
}

impl Router {
    /// A router without routes: all is not found.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// This router, with `route` on `path`.
    ///
    /// # Panics
    ///
    /// If `path` has a route already, as axum's router does.
    #[must_use]
    pub fn route(mut self, path: &str, route: Route) -> Self {
        let before = self.routes.insert(path.to_owned(), route);
        assert!(before.is_none(), "`{path}` has a route already");
        self
    }

    /// The response to `request`: that of the chain on its path, 404 if there is none, and 500 if it panics.
    pub fn answer(&self, request: Request) -> Response {
        let Some(Route(app)) = self.routes.get(request.uri().path()) else {
            let mut response = Response::default();
            *response.status_mut() = StatusCode::NOT_FOUND;
            return response;
        };
        // A request that panicked is over. What chains share outlives it in the axum server as well.
        catch_unwind(AssertUnwindSafe(|| app(request))).unwrap_or_else(|payload| {
            // To drop what somebody has panicked with may panic too.
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
