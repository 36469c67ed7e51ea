//! The blocking server: a fixed number of workers, each of which calls the sync half of a chain.
//!
//! There is no runtime and there are no tasks. The main thread accepts connections, and a worker serves one connection
//! at a time. It blocks while it reads, while the chain runs, and while it writes. So a sync chain is called directly,
//! without a hop.
//!
//! # Why hyper
//!
//! hyper's connections need a type that reads and writes, not a runtime. Over a blocking socket, all of it is sync
//! code, and uses the best-maintained implementation of HTTP/1. The existing blocking servers have problems:
//!
//! | crate | |
//! | --- | --- |
//! | `tiny_http` 0.12 | Its last release is from 2022, and two reports of this year are open: it treats any `Transfer-Encoding` as `chunked`, so that requests can be [smuggled past a proxy](https://github.com/tiny-http/tiny-http/issues/287), and lets line breaks [into headers](https://github.com/tiny-http/tiny-http/issues/288). It closes the connection without an answer on a header value that is not ASCII, sets no time limit, permanently stops accepting at the first error of `accept`, and [cannot wait](https://github.com/tiny-http/tiny-http/pull/184) for the threads that read requests. |
//! | `rouille` 3.6 | is built on `tiny_http` |
//! | `astra` 0.4 | is also built on hyper, and cannot be stopped. A panic costs it a worker. |
//!
//! # Idle connections
//!
//! Each connection occupies a worker, so clients that keep connections open without a request could occupy all of them.
//! A connection is therefore only kept while no other one waits for a worker. Otherwise the response has `Connection:
//! close`; an idle connection is closed. [`Config`] limits how long a connection may be idle, and how long a request
//! may take to arrive. Clients that are slow on purpose still occupy one worker each for that time. So put a proxy that
//! buffers whole requests in front of a public server of this kind, as for Django's.

mod connection;
mod queue;
mod router;
mod socket;

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream},
    num::NonZero,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

pub use router::{Route, Router, route};

use self::queue::Queue;
use super::{REQUEST_TIMEOUT, ServeError};

/// The pause after the system had no resources for a connection, so that others can end.
const OUT_OF_RESOURCES: Duration = Duration::from_millis(100);

/// The maximum number of connections that the system keeps for the server: the standard library's value.
const BACKLOG: usize = 4096;

/// How long to try to connect to the own listener, to wake it. On one machine that takes microseconds.
const WAKE_TIMEOUT: Duration = Duration::from_secs(1);

/// Configures the number of workers, and how long they wait for clients.
///
/// ```
/// use std::num::NonZero;
///
/// use middleware_examples::server::blocking::Config;
///
/// let config = Config { workers: NonZero::new(8).unwrap(), ..Config::default() };
/// assert_eq!(config.idle.as_secs(), 5);
/// ```
#[derive(Clone, Debug)]
pub struct Config {
    /// The number of concurrent requests. Default: 32, because a worker mostly waits.
    pub workers: NonZero<usize>,
    /// The maximum number of connections that wait for a worker. Default: 1024. Further ones wait in the system, which
    /// has a limit of its own.
    pub waiting: NonZero<usize>,
    /// How long a connection may be idle, before the first request and between two. Default: 5 seconds.
    pub idle: Duration,
    /// How long a request may take to arrive, and how long a client may pause while it reads its response. Default:
    /// [`REQUEST_TIMEOUT`].
    pub request: Duration,
}

impl Default for Config {
    fn default() -> Self {
        const WORKERS: NonZero<usize> = NonZero::new(32).unwrap();
        const WAITING: NonZero<usize> = NonZero::new(1024).unwrap();
        Self {
            workers: WORKERS,
            waiting: WAITING,
            idle: Duration::from_secs(5),
            request: REQUEST_TIMEOUT,
        }
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
    TcpListener::bind(addr).map_err(|source| ServeError::Listen { addr, source })
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
/// [`ServeError::Stopped`] if the system has no resources for the threads, or the listener fails. `shutdown` may then
/// continue to run. If only a connection fails, the server continues.
///
/// # Panics
///
/// If a worker panics. A panic of a chain does not cause this.
pub fn serve(
    listener: TcpListener,
    router: Router,
    config: &Config,
    shutdown: impl FnOnce() + Send + 'static,
) -> Result<(), ServeError> {
    let queue = Arc::new(Queue::new(config.waiting.get()));
    let router = Arc::new(router);
    let mut workers = Vec::new();
    let mut outcome = Ok(());
    for number in 0..config.workers.get() {
        let (queue, router, config) = (Arc::clone(&queue), Arc::clone(&router), config.clone());
        let work = move || connection::work(&queue, &router, &config);
        match thread::Builder::new().name(format!("blocking-server-{number}")).spawn(work) {
            Ok(worker) => workers.push(worker),
            Err(error) => outcome = Err(error),
        }
    }
    let outcome = outcome.and_then(|()| accept_until(listener, &queue, shutdown));
    queue.stop();
    for worker in workers {
        worker.join().expect("a panic of a chain is caught");
    }
    outcome.map_err(ServeError::Stopped)
}

/// Passes connections to the workers, until `shutdown` returns and the system has no more of them.
fn accept_until(
    listener: TcpListener,
    queue: &Arc<Queue>,
    shutdown: impl FnOnce() + Send + 'static,
) -> io::Result<()> {
    let stopping = Arc::new(AtomicBool::new(false));
    let waker = Waker {
        stopping: Arc::clone(&stopping),
        queue: Arc::clone(queue),
        listener: listener.local_addr()?,
    };
    thread::Builder::new().name("blocking-server-shutdown".to_owned()).spawn(move || {
        let _wakes_when_dropped = waker;
        shutdown();
    })?;
    loop {
        match listener.accept() {
            // This may be the connection of the waker. It has no request, so it is closed soon.
            Ok((stream, peer)) => queue.push(stream, peer.ip()),
            Err(_) if !stopping.load(Ordering::Acquire) => thread::sleep(OUT_OF_RESOURCES),
            Err(_) => (),
        }
        if stopping.load(Ordering::Acquire) {
            break;
        }
    }
    // The connections that the system has accepted are served. Their number is limited, because otherwise new clients
    // could prevent the server from stopping.
    listener.set_nonblocking(true)?;
    for (stream, peer) in std::iter::from_fn(|| listener.accept().ok()).take(BACKLOG) {
        // On some systems, a connection inherits the listener's mode.
        if stream.set_nonblocking(false).is_ok() {
            queue.push(stream, peer.ip());
        }
    }
    drop(listener);
    Ok(())
}

/// When dropped, connects to the listener to end its wait: `accept` cannot be interrupted in another way.
struct Waker {
    stopping: Arc<AtomicBool>,
    queue: Arc<Queue>,
    listener: SocketAddr,
}

impl Drop for Waker {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::Release);
        self.queue.close();
        let mut addr = self.listener;
        // The address for all interfaces is not one to connect to.
        if addr.ip().is_unspecified() {
            addr.set_ip(match addr.ip() {
                IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
                IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
            });
        }
        // Connecting only fails if so many connections wait that the server is awake anyway.
        let _ = TcpStream::connect_timeout(&addr, WAKE_TIMEOUT);
    }
}
