//! The async server: chains behind the routes of an axum [`Router`].

use std::{any::Any, net::SocketAddr};

use axum::{
    Extension, Router,
    body::Body,
    extract::{ConnectInfo, MatchedPath},
    routing::{MethodRouter, any},
};
use http::request::Parts;
use http_body_util::Full;
use middleware_core::{AsyncCall, GetResponse};
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_service::Service;

use super::{Limits, ServeError, connections, panicked, receive::Receiver};
use crate::{Response, http_metrics::Route};

/// Listens on `addr`. Port 0 selects a free port.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let listener = middleware_examples::server::listen(([127, 0, 0, 1], 0).into()).await?;
/// assert_ne!(listener.local_addr()?.port(), 0);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// [`ServeError::Listen`] if the port is in use or not permitted.
pub async fn listen(addr: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(addr).await.map_err(|source| ServeError::Listen { addr, source })
}

/// Turns a finished chain into an axum route. The chain may be sync or async.
///
/// The body is read before the chain is called, within the [`Limits`] of the server. The client's address is added to
/// the request as [`ClientAddr`](crate::ClientAddr). The route needs [`serve`] or [`serve_with`]: under another server,
/// it answers 500.
///
/// ```
/// use axum::Router;
/// use middleware_core::Chain;
/// use middleware_examples::{Request, Response, Timing, server, views};
///
/// let app = Chain::<Request, Response>::new().with(Timing::layer()).view(views::hello_sync);
/// let router: Router = Router::new().route("/", server::route(app));
/// ```
pub fn route<H>(app: GetResponse<H>) -> MethodRouter
where
    H: AsyncCall<crate::Request, Response = Response>,
{
    any(async move |Extension(receiver): Extension<Receiver>, mut parts: Parts, body: Body| {
        if let Some(path) = parts.extensions.get::<MatchedPath>() {
            let route = Route(path.as_str().into());
            parts.extensions.insert(route);
        }
        let response = match receiver.receive(parts, body).await {
            Ok(request) => app.acall(request).await,
            Err(refused) => refused,
        };
        response.map(Body::from)
    })
}

/// Serves `router` until `shutdown` is ready, and then the requests that have reached the server.
///
/// It has the default [`Limits`]. It does not use `axum::serve`, which has no limits. There, a client that never
/// completes its request, or never reads its response, prevents the server from stopping. `axum::serve` also resets the
/// connections that the system has accepted and the server has not.
///
/// ```
/// use axum::Router;
/// use middleware_examples::server;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), server::ServeError> {
/// let listener = server::listen(([127, 0, 0, 1], 0).into()).await?;
/// let shutdown = async { /* waits for a signal */ };
/// server::serve(listener, Router::new(), shutdown).await
/// # }
/// ```
///
/// # Errors
///
/// [`ServeError::Stopped`] if the listener fails. If only a connection fails, the server continues.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    shutdown: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    serve_with(listener, router, &Limits::default(), shutdown).await
}

/// Serves `router` as [`serve`] does, with these limits.
///
/// ```
/// use axum::Router;
/// use middleware_examples::server::{self, Limits};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), server::ServeError> {
/// let listener = server::listen(([127, 0, 0, 1], 0).into()).await?;
/// let limits = Limits { connections: 100, ..Limits::default() };
/// let shutdown = async { /* waits for a signal */ };
/// server::serve_with(listener, Router::new(), &limits, shutdown).await
/// # }
/// ```
///
/// # Errors
///
/// Those of [`serve`].
pub async fn serve_with(
    listener: TcpListener,
    router: Router,
    limits: &Limits,
    shutdown: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let panicked = |_: Box<dyn Any + Send>| panicked().map(Full::new);
    let router = router.layer(CatchPanicLayer::custom(panicked));
    let answer = move |mut request: http::Request<Body>, receiver: Receiver| {
        request.extensions_mut().insert(ConnectInfo(receiver.client));
        request.extensions_mut().insert(receiver);
        let response = router.clone().call(request);
        async {
            match response.await {
                Ok(response) => response,
                Err(never) => match never {},
            }
        }
    };
    connections::serve(listener, limits, shutdown, answer).await
}
