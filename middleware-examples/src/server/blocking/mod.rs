//! The blocking server: a fixed number of workers, each of which calls the sync half of a chain.
//!
//! One thread reads the requests and writes the responses of all connections. A worker gets a request when all of it has
//! arrived, and may block while the chain runs. So a sync chain is called directly, without a hop. A connection does not
//! occupy a worker while it is idle, while its client sends slowly, or while its client reads slowly. [Waitress], a server
//! for Django, works in the same way.
//!
//! # Why not an existing server
//!
//! | crate | more connections than workers | stop | bodies and time |
//! | --- | --- | --- | --- |
//! | `tiny_http` 0.12 of 2022 | a thread for each, without a limit | [cannot wait](https://github.com/tiny-http/tiny-http/pull/184) for the threads that read requests | no time limit; any `Transfer-Encoding` counts as `chunked`, so requests can be [smuggled past a proxy](https://github.com/tiny-http/tiny-http/issues/287) |
//! | `rouille` 3.6 | is built on `tiny_http` | | |
//! | `may_minihttp` 0.1 | a coroutine for each, without a limit | cancels the coroutine that accepts, not the connections | no time limit, no `chunked` bodies, `unsafe` code |
//! | `astra` 0.4 | a worker for each | none | built on hyper, without a time limit. A panic costs it a worker. |
//!
//! The parts that are hard to write are in well-kept crates: HTTP/1 in hyper, sockets, timers and threads in tokio.
//!
//! [Waitress]: https://docs.pylonsproject.org/projects/waitress/en/stable/design.html

mod router;

use std::{
    net::{SocketAddr, TcpListener},
    num::NonZero,
    sync::Arc,
    thread,
};

use axum::body::Body;
use socket2::SockRef;
use tokio::{
    runtime::Builder,
    sync::{Semaphore, oneshot},
    task::spawn_blocking,
};

pub use router::{Route, Router, route};

use super::{
    Limits, ServeError,
    connections::{self, BACKLOG},
    panicked,
    receive::Receiver,
};
use crate::{Request, Response};

/// The threads beside the workers. A chain may wait for what needs a thread itself, such as the address of a host: tokio's
/// value.
const SPARE_THREADS: usize = 512;

/// Configures the number of workers and the limits of the clients.
///
/// ```
/// use std::num::NonZero;
///
/// use middleware_examples::server::blocking::Config;
///
/// let config = Config { workers: NonZero::new(8).unwrap(), ..Config::default() };
/// assert_eq!(config.limits.connections, 512);
/// ```
#[derive(Clone, Debug)]
pub struct Config {
    /// The number of concurrent requests. Default: 32, because a worker mostly waits.
    pub workers: NonZero<usize>,
    /// What clients may use.
    pub limits: Limits,
}

impl Default for Config {
    fn default() -> Self {
        const WORKERS: NonZero<usize> = NonZero::new(32).unwrap();
        Self { workers: WORKERS, limits: Limits::default() }
    }
}

/// Listens on `addr`. Port 0 selects a free port.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let listener = middleware_examples::server::blocking::listen(([127, 0, 0, 1], 0).into())?;
/// assert_ne!(listener.local_addr()?.port(), 0);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// [`ServeError::Listen`] if the port is in use or not permitted.
pub fn listen(addr: SocketAddr) -> Result<TcpListener, ServeError> {
    let listen = || {
        let listener = TcpListener::bind(addr)?;
        // The standard library's value is 128. Connections beyond it take a second or more, because clients have to try again.
        SockRef::from(&listener).listen(BACKLOG.into())?;
        Ok(listener)
    };
    listen().map_err(|source| ServeError::Listen { addr, source })
}

/// Serves `router` until `shutdown` returns, and then the requests that have reached the server.
///
/// `shutdown` runs on a thread of its own and may block. If it panics, that counts as returning.
///
/// ```
/// use std::sync::mpsc;
///
/// use middleware_core::Chain;
/// use middleware_examples::{Request, Response, server::blocking, views};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let app = Chain::<Request, Response>::new().view(views::hello_sync);
/// let router = blocking::Router::new().route("/", blocking::route(app));
/// let listener = blocking::listen(([127, 0, 0, 1], 0).into())?;
/// let url = format!("http://{}/", listener.local_addr()?);
///
/// let (stop, stopped) = mpsc::channel::<()>();
/// let config = blocking::Config::default();
/// let server = std::thread::spawn(move || {
///     blocking::serve(listener, router, &config, move || {
///         // An error means that the sender is gone, which is as good a reason to stop.
///         let _ = stopped.recv();
///     })
/// });
/// assert_eq!(ureq::get(&url).call()?.body_mut().read_to_string()?, "hello from a sync view");
/// stop.send(())?;
/// server.join().unwrap()?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// [`ServeError::Stopped`] if the system has no resources for the server, or the listener fails. `shutdown` may then
/// continue to run. If only a connection fails, the server continues.
///
/// # Panics
///
/// If it is called from async code, which must not block.
pub fn serve(
    listener: TcpListener,
    router: Router,
    config: &Config,
    shutdown: impl FnOnce() + Send + 'static,
) -> Result<(), ServeError> {
    let runtime = Builder::new_current_thread()
        .max_blocking_threads(config.workers.get().saturating_add(SPARE_THREADS))
        .enable_all()
        .build()
        .map_err(ServeError::Stopped)?;
    let (stopping, stopped) = oneshot::channel::<()>();
    thread::Builder::new()
        .name("blocking-server-shutdown".to_owned())
        .spawn(move || {
            let _dropped_at_the_end = stopping;
            shutdown();
        })
        .map_err(ServeError::Stopped)?;

    let router = Arc::new(router);
    let workers = Arc::new(Semaphore::new(config.workers.get()));
    let answer = move |request: http::Request<Body>, receiver: Receiver| {
        let (router, workers) = (Arc::clone(&router), Arc::clone(&workers));
        async move {
            let (parts, body) = request.into_parts();
            let response = match receiver.receive(parts, body).await {
                Ok(request) => on_worker(router, workers, request).await,
                Err(refused) => refused,
            };
            response.map(Body::from)
        }
    };
    let outcome = runtime.block_on(async {
        listener.set_nonblocking(true).map_err(ServeError::Stopped)?;
        let listener = tokio::net::TcpListener::from_std(listener).map_err(ServeError::Stopped)?;
        let stopped = async {
            // The sender sends nothing: it is dropped.
            let _ = stopped.await;
        };
        connections::serve(listener, &config.limits, stopped, answer).await
    });
    // Do not wait for a chain that has not ended within the limit.
    runtime.shutdown_background();
    outcome
}

/// Calls the chain on a thread that may block, when a worker is free.
async fn on_worker(router: Arc<Router>, workers: Arc<Semaphore>, request: Request) -> Response {
    let worker = workers.acquire_owned().await.expect("nothing closes the semaphore");
    let answer = move || {
        let response = router.answer(request);
        drop(worker);
        response
    };
    spawn_blocking(answer).await.unwrap_or_else(|_| panicked())
}
