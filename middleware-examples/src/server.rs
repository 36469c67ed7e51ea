//! The axum server of the examples: puts finished chains behind routes.

use std::{io, net::SocketAddr};

use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    routing::{MethodRouter, any},
};
use bytes::Bytes;
use http::request::Parts;
use middleware_core::{AsyncCall, GetResponse};
use tokio::net::TcpListener;

use crate::{ClientAddr, Request, Response};

/// Why the server does not serve.
///
/// ```
/// use middleware_examples::server::{self, ServeError};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let first = server::listen(([127, 0, 0, 1], 0).into()).await.unwrap();
/// let taken = server::listen(first.local_addr().unwrap()).await;
/// assert!(matches!(taken, Err(ServeError::Listen { .. })));
/// # }
/// ```
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address can't be listened on.
    #[error("cannot listen on {addr}: {source}")]
    Listen {
        /// The address.
        addr: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The server stopped with an error.
    #[error("the server stopped: {0}")]
    Stopped(#[source] io::Error),
}

/// Listens on `addr`, where port 0 stands for any free one.
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
/// [`ServeError::Listen`] if the port is taken or may not be used.
pub async fn listen(addr: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(addr).await.map_err(|source| ServeError::Listen { addr, source })
}

/// A finished chain as what axum puts behind a route. The chain may be sync or async.
///
/// The body is read before the chain sees the request; axum refuses one of more than 2 MB. The
/// client's address is put into the request as [`ClientAddr`].
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
    H: AsyncCall<Request, Response = Response>,
{
    any(async move |ConnectInfo(peer): ConnectInfo<SocketAddr>, parts: Parts, body: Bytes| {
        let mut request = Request::from_parts(parts, body);
        request.extensions_mut().insert(ClientAddr(peer.ip()));
        app.acall(request).await.map(Body::from)
    })
}

/// Serves `router` until `shutdown` is ready, and then the requests that have been accepted.
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
/// [`ServeError::Stopped`] if the listener fails.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(shutdown)
        .await
        .map_err(ServeError::Stopped)
}
