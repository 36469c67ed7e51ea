//! The async server: chains behind the routes of an axum [`Router`].

use std::{
    any::Any,
    convert::Infallible,
    net::SocketAddr,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, MatchedPath},
    routing::{MethodRouter, any},
};
use http::{HeaderValue, header, request::Parts};
use http_body_util::Full;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use middleware_core::{AsyncCall, GetResponse};
use tokio::{
    net::{TcpListener, TcpStream},
    time::{sleep, timeout},
};
use tokio_io_timeout::TimeoutStream;
use tower_http::catch_panic::CatchPanicLayer;
use tower_service::Service;

use super::{REQUEST_TIMEOUT, ServeError, panicked, receive, too_slow};
use crate::{Response, http_metrics::Route};

/// The pause after the system had no resources for a connection, so that others can end.
const OUT_OF_RESOURCES: Duration = Duration::from_millis(100);

/// The maximum number of connections that the system keeps for the server: tokio's value.
const BACKLOG: usize = 1024;

/// How long connections stay open during a shutdown, so that requests that have arrived are read.
const LAST_LOOK: Duration = Duration::from_millis(50);

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
/// The body is read before the chain is called: see [`receive`]. The client's address is added to the request as
/// [`ClientAddr`](crate::ClientAddr).
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
    any(async move |ConnectInfo(peer): ConnectInfo<SocketAddr>, mut parts: Parts, body: Body| {
        if let Some(path) = parts.extensions.get::<MatchedPath>() {
            let route = Route(path.as_str().into());
            parts.extensions.insert(route);
        }
        let response = match timeout(REQUEST_TIMEOUT, receive(parts, body, peer.ip())).await {
            Ok(Ok(request)) => app.acall(request).await,
            Ok(Err(refused)) => refused,
            Err(_) => too_slow(),
        };
        response.map(Body::from)
    })
}

/// Serves `router` until `shutdown` is ready, and then the requests that have reached the server.
///
/// It does not use `axum::serve`, which sets no time limit. There, a client that never completes its request, or never
/// reads its response, prevents the server from stopping; here it delays it by half a minute at most. `axum::serve`
/// also resets the connections that the system has accepted and the server has not.
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
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let panicked = |_: Box<dyn Any + Send>| panicked().map(Full::new);
    let router = router.layer(CatchPanicLayer::custom(panicked));
    let connections = GracefulShutdown::new();
    let stopping = Arc::new(AtomicBool::new(false));
    let start = |stream, peer| start(stream, peer, &router, &connections, &stopping);
    let mut shutdown = pin!(shutdown);
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => start(stream, peer),
                Err(_) => sleep(OUT_OF_RESOURCES).await,
            },
        }
    }
    stopping.store(true, Ordering::Relaxed);
    let listener = listener.into_std().map_err(ServeError::Stopped)?;
    // The listener is non-blocking, because tokio created it: this ends as soon as no connection waits.
    for (stream, peer) in std::iter::from_fn(|| listener.accept().ok()).take(BACKLOG) {
        if let Ok(stream) = non_blocking(stream) {
            start(stream, peer);
        }
    }
    drop(listener);
    sleep(LAST_LOOK).await;
    connections.shutdown().await;
    Ok(())
}

fn non_blocking(stream: std::net::TcpStream) -> std::io::Result<TcpStream> {
    stream.set_nonblocking(true)?;
    TcpStream::from_std(stream)
}

/// Starts a task that serves one connection, with as many requests as the client sends.
fn start(
    stream: TcpStream,
    peer: SocketAddr,
    router: &Router,
    connections: &GracefulShutdown,
    stopping: &Arc<AtomicBool>,
) {
    // Without this, small responses wait for the client's acknowledgement. An error does no harm.
    let _ = stream.set_nodelay(true);
    let (router, stopping) = (router.clone(), Arc::clone(stopping));
    let service = service_fn(move |request: http::Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        let (response, stopping) = (router.clone().call(request), Arc::clone(&stopping));
        async move {
            let mut response = response.await?;
            // hyper does this too, but only a moment later, after it learns of the shutdown.
            if stopping.load(Ordering::Relaxed) {
                let close = HeaderValue::from_static("close");
                response.headers_mut().insert(header::CONNECTION, close);
            }
            Ok::<_, Infallible>(response)
        }
    });
    // Otherwise a client that does not read its response would hold the connection without limit.
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(REQUEST_TIMEOUT));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(REQUEST_TIMEOUT)
        .serve_connection(TokioIo::new(Box::pin(stream)), service);
    let connection = connections.watch(connection);
    tokio::spawn(async move {
        // An early end is the client's fault: it disconnected, or does not speak HTTP.
        let _ = connection.await;
    });
}
