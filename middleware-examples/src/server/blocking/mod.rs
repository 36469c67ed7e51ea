//! The blocking server: a fixed number of workers, each of which calls a chain's sync half.
//!
//! No runtime, no task: the main thread accepts, and a worker serves one connection at a time, blocking while it
//! reads, while the chain works, and while it writes. So a sync chain is called as it is, without a hop.
//!
//! # Why hyper
//!
//! hyper's connections ask for something that reads and writes, and not for a runtime. Over a socket that blocks, all
//! of it is sync code, and HTTP/1 is spoken by the implementation that is best looked after. The servers that are
//! blocking of themselves were found wanting:
//!
//! | crate | |
//! | --- | --- |
//! | `tiny_http` 0.12 | Its last release is of 2022, and two reports of this year are open: it takes any `Transfer-Encoding` for `chunked`, so that requests can be [smuggled past a proxy](https://github.com/tiny-http/tiny-http/issues/287), and lets line breaks [into headers](https://github.com/tiny-http/tiny-http/issues/288). It hangs up without an answer on a header value that is not ASCII, sets no time limit, stops accepting for good at the first error of `accept`, and [cannot wait](https://github.com/tiny-http/tiny-http/pull/184) for the threads that read requests. |
//! | `rouille` 3.6 | is built on `tiny_http` |
//! | `astra` 0.4 | is built on hyper, as this one is, and can't be stopped. A panic costs it a worker. |
//!
//! # Connections that wait
//!
//! With a worker to each connection, clients that keep theirs open without a request could occupy all of them. So a
//! connection is kept only as long as no other one waits for a worker: then the response says `Connection: close`,
//! or, if it is idle already, it is closed. [`Config`] limits how long it may be idle, and how long a request may
//! take to arrive. Clients that are slow on purpose still occupy a worker each for that long: in front of a public
//! server of this kind belongs a proxy that takes in whole requests, as with Django's.

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

/// How long to wait after the system had no resources for a connection, until others may have ended.
const OUT_OF_RESOURCES: Duration = Duration::from_millis(100);

/// How many connections the system keeps for the server at most, as the standard library asks for it.
const BACKLOG: usize = 4096;

/// How long to try to connect to the own listener, to wake it. On one machine that is a matter of microseconds.
const WAKE_TIMEOUT: Duration = Duration::from_secs(1);

/// How many workers there are, and how long they wait for clients.
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
    /// How many requests are answered at a time: 32 if nothing is said, as a worker mostly waits.
    pub workers: NonZero<usize>,
    /// How many connections wait for a worker at most: 1024 if nothing is said. Further ones wait in the system, which has
    /// a limit of its own.
    pub waiting: NonZero<usize>,
    /// How long a connection may have no request, before the first one and between two: 5 seconds if nothing is said.
    pub idle: Duration,
    /// How long a request may take to arrive, and how long a client may read nothing of its response:
    /// [`REQUEST_TIMEOUT`] if nothing is said.
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

/// Listens on `addr`, where port 0 stands for any free one.
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
/// [`ServeError::Listen`] if the port is taken or may not be used.
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
/// [`ServeError::Stopped`] if there are no resources for the threads, or the listener fails. Then `shutdown` may be
/// left running. Where only a connection fails, the server goes on.
///
/// # Panics
///
/// If a worker has panicked, which no chain makes it do.
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

/// Hands connections to the workers, until `shutdown` returns and the system has no more of them.
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
            // The connection may be the waker's. It has no request, so it is closed soon.
            Ok((stream, peer)) => queue.push(stream, peer.ip()),
            Err(_) if !stopping.load(Ordering::Acquire) => thread::sleep(OUT_OF_RESOURCES),
            Err(_) => (),
        }
        if stopping.load(Ordering::Acquire) {
            break;
        }
    }
    // What the system has taken already is served: no more than it keeps, or clients that go on coming would keep the
    // server from stopping.
    listener.set_nonblocking(true)?;
    for (stream, peer) in std::iter::from_fn(|| listener.accept().ok()).take(BACKLOG) {
        // Some systems hand the listener's mode on.
        if stream.set_nonblocking(false).is_ok() {
            queue.push(stream, peer.ip());
        }
    }
    drop(listener);
    Ok(())
}

/// Ends the wait for a connection, when it is dropped, by being one: `accept` can't be interrupted otherwise.
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
        // Listening on all addresses is no address to connect to.
        if addr.ip().is_unspecified() {
            addr.set_ip(match addr.ip() {
                IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
                IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
            });
        }
        // It can't be connected to while so many wait that the server needs no waking.
        let _ = TcpStream::connect_timeout(&addr, WAKE_TIMEOUT);
    }
}
