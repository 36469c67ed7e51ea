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
    extract::ConnectInfo,
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
use crate::Response;

/// How long to wait after the system had no resources for a connection, until others may have ended.
const OUT_OF_RESOURCES: Duration = Duration::from_millis(100);

/// How many connections the system keeps for the server at most, as tokio asks for it.
const BACKLOG: usize = 1024;

/// How long the connections go on when it is time to stop, so that requests that have arrived are read.
const LAST_LOOK: Duration = Duration::from_millis(50);

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
/// The body is read before the chain sees the request, as [`receive`] tells. The client's address is put into the
/// request as [`ClientAddr`](crate::ClientAddr).
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
    any(async move |ConnectInfo(peer): ConnectInfo<SocketAddr>, parts: Parts, body: Body| {
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
/// Not by `axum::serve`, which sets no time limit: there a client that never completes its request, or never reads its
/// response, keeps the server from stopping for ever; here for half a minute at most. It also resets the connections that the system has taken and the server has not.
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
/// [`ServeError::Stopped`] if the listener fails. Where only a connection fails, the server goes on.
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
    // It does not block, as tokio made it so: this ends as soon as nobody waits.
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
    // Without this, small responses wait for the client's acknowledgement. It works without, too.
    let _ = stream.set_nodelay(true);
    let (router, stopping) = (router.clone(), Arc::clone(stopping));
    let service = service_fn(move |request: http::Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        let (response, stopping) = (router.clone().call(request), Arc::clone(&stopping));
        async move {
            let mut response = response.await?;
            // hyper says so too, but only once it is told, which is a moment later.
            if stopping.load(Ordering::Relaxed) {
                let close = HeaderValue::from_static("close");
                response.headers_mut().insert(header::CONNECTION, close);
            }
            Ok::<_, Infallible>(response)
        }
    });
    // A client that does not read its response would hold the connection for ever.
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(REQUEST_TIMEOUT));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(REQUEST_TIMEOUT)
        .serve_connection(TokioIo::new(Box::pin(stream)), service);
    let connection = connections.watch(connection);
    tokio::spawn(async move {
        // What ends a connection early is the client's affair: it went away, or does not speak HTTP.
        let _ = connection.await;
    });
}
