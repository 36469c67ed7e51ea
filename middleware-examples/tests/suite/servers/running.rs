//! [`Running`]: a server with the routes that the tests ask.

use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    num::NonZero,
    sync::{Arc, mpsc},
    thread::JoinHandle,
    time::Duration,
};

use http::HeaderValue;
use middleware_core::{BoxHandler, Chain, GetResponse, Mode, middleware};
use middleware_examples::{
    ClientAddr, Request, Response, Timing,
    server::{
        self, Limits, ServeError,
        blocking::{self, Config},
    },
};
use middleware_tests::drive::{multi_thread, with_watchdog};

use crate::servers::gate::Gate;

/// How long anything may take before it counts as hung. Far longer than it takes.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// How many requests the blocking server answers at a time.
pub(crate) const WORKERS: usize = 8;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Axum,
    Blocking,
}

/// A server on a free loopback port. It is stopped when it is dropped.
///
/// | path | answers |
/// | --- | --- |
/// | `/` | the request's body and its headers that begin with `x-`; method, target and client in headers |
/// | `/panic` | panics |
/// | `/gate` | once [`Running::gate`] is open |
pub(crate) struct Running {
    pub(crate) kind: Kind,
    pub(crate) addr: SocketAddr,
    pub(crate) gate: Arc<Gate>,
    stop: Option<mpsc::Sender<()>>,
    thread: Option<JoinHandle<Result<(), ServeError>>>,
}

impl Running {
    /// The server waits for clients for longer than the tests do: no test passes because of a limit.
    pub(crate) fn start(kind: Kind, mode: Mode) -> Self {
        Self::start_with(kind, mode, Self::patient(), listen())
    }

    /// Limits that no test reaches.
    pub(crate) fn patient() -> Limits {
        let for_ever = 10 * PATIENCE;
        Limits { request: for_ever, stop: for_ever, ..Limits::default() }
    }

    pub(crate) fn start_with(
        kind: Kind,
        mode: Mode,
        limits: Limits,
        listener: TcpListener,
    ) -> Self {
        let addr = listener.local_addr().unwrap();
        let gate = Arc::new(Gate::new());
        let chains =
            [("/", View::Echo), ("/panic", View::Panic), ("/gate", View::Gate(Arc::clone(&gate)))]
                .map(|(path, view)| (path, view.within_chain(mode)));
        let (stop, stopped) = mpsc::channel();
        let thread = match kind {
            Kind::Axum => serve_axum(chains, limits, listener, stopped),
            Kind::Blocking => serve_blocking(chains, limits, listener, stopped),
        };
        Self { kind, addr, gate, stop: Some(stop), thread: Some(thread) }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.addr)
    }

    /// Tells the server to stop, and does not wait until it has.
    pub(crate) fn tell_to_stop(&mut self) {
        drop(self.stop.take());
    }

    /// Whether the function that serves has returned.
    pub(crate) fn has_returned(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }

    /// Stops the server, and waits until the function that serves has returned.
    pub(crate) fn stop(&mut self) {
        self.tell_to_stop();
        if let Some(thread) = self.thread.take() {
            with_watchdog("the server's end", move || thread.join())
                .expect("the server does not panic")
                .expect("the server does not fail");
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.gate.open();
        // A test that has failed says why itself.
        if !std::thread::panicking() {
            self.stop();
        }
    }
}

/// Listens on a free loopback port. Clients can connect before a server takes them.
pub(crate) fn listen() -> TcpListener {
    blocking::listen((Ipv4Addr::LOCALHOST, 0).into()).unwrap()
}

type Chains = [(&'static str, GetResponse<BoxHandler<Request, Response>>); 3];
type Serving = JoinHandle<Result<(), ServeError>>;

fn serve_blocking(
    chains: Chains,
    limits: Limits,
    listener: TcpListener,
    stopped: mpsc::Receiver<()>,
) -> Serving {
    let router = chains.into_iter().fold(blocking::Router::new(), |router, (path, app)| {
        router.route(path, blocking::route(app))
    });
    let config = Config { workers: NonZero::new(WORKERS).unwrap(), limits };
    let shutdown = move || {
        // The sender is dropped.
        let _ = stopped.recv();
    };
    std::thread::spawn(move || blocking::serve(listener, router, &config, shutdown))
}

fn serve_axum(
    chains: Chains,
    limits: Limits,
    listener: TcpListener,
    stopped: mpsc::Receiver<()>,
) -> Serving {
    let router = chains
        .into_iter()
        .fold(axum::Router::new(), |router, (path, app)| router.route(path, server::route(app)));
    let runtime = multi_thread();
    listener.set_nonblocking(true).unwrap();
    let serve = async move {
        let listener = tokio::net::TcpListener::from_std(listener).unwrap();
        let stopped = tokio::task::spawn_blocking(move || stopped.recv());
        let shutdown = async {
            let _ = stopped.await;
        };
        server::serve_with(listener, router, &limits, shutdown).await
    };
    std::thread::spawn(move || runtime.block_on(serve))
}

enum View {
    Echo,
    Panic,
    Gate(Arc<Gate>),
}

/// Makes the chain's mode sync.
#[middleware]
struct SyncOnly<G> {
    get_response: GetResponse<G>,
}

#[middleware(sync_only)]
impl<G> SyncOnly<G> {
    fn call(&self, request: Request) -> Response {
        self.get_response.call(request)
    }
}

/// Makes the chain's mode async, and needs a runtime's timer, which the blocking server does not have itself.
#[middleware]
struct AsyncOnly<G> {
    get_response: GetResponse<G>,
}

#[middleware(async_only)]
impl<G> AsyncOnly<G> {
    async fn acall(&self, request: Request) -> Response {
        tokio::time::sleep(Duration::from_millis(1)).await;
        self.get_response.acall(request).await
    }
}

impl View {
    /// A chain around this view, whose mode is `mode`.
    fn within_chain(self, mode: Mode) -> GetResponse<BoxHandler<Request, Response>> {
        let layers = Chain::<Request, Response>::new().with(Timing::layer());
        match mode {
            Mode::Sync => {
                layers.with(SyncOnly::layer()).view(move |request| self.answer(&request)).boxed()
            }
            Mode::Async => {
                let view = Arc::new(self);
                let view = move |request: Request| {
                    let view = Arc::clone(&view);
                    async move { view.answer_async(&request).await }
                };
                layers.with(AsyncOnly::layer()).view(view).boxed()
            }
        }
    }

    fn answer(&self, request: &Request) -> Response {
        match self {
            Self::Echo => (),
            Self::Panic => panic!("as the test wants it"),
            Self::Gate(gate) => gate.pass(),
        }
        echo(request)
    }

    async fn answer_async(&self, request: &Request) -> Response {
        match self {
            Self::Echo => tokio::task::yield_now().await,
            Self::Panic => panic!("as the test wants it"),
            Self::Gate(gate) => gate.pass_async().await,
        }
        echo(request)
    }
}

fn echo(request: &Request) -> Response {
    let mut response = Response::new(request.body().clone());
    for (name, value) in request.headers() {
        if name.as_str().starts_with("x-") {
            response.headers_mut().append(name, value.clone());
        }
    }
    let mut say = |name, value: String| {
        response.headers_mut().insert(name, HeaderValue::try_from(value).unwrap());
    };
    say("method", request.method().to_string());
    say("target", request.uri().to_string());
    say("client", ClientAddr::of(request).unwrap().0.to_string());
    response
}
