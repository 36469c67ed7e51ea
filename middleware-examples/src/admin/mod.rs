//! [`Admin`]: a live page with the figures of the chains that a program serves.
//!
//! It has a port of its own, and a thread of its own with a small runtime. So it works beside every server, and a busy
//! server does not delay it. A browser that has the page open gets the figures once per second, by server-sent events.
//!
//! | path | answers |
//! | --- | --- |
//! | `/` | the page |
//! | `/events` | its figures, once per second |
//! | `/snapshot.json` | the [snapshots](middleware_core::observe::Snapshot) of all chains |
//! | `/plan.svg` | the plan of the first chain with figures, or of the one that `?chain=` names |
//! | `/metrics` | the figures as text for Prometheus, after [`Admin::metrics`] |
//!
//! Nothing changes the server: all other methods than GET and HEAD are refused. The figures contain names of layers,
//! counts and times, and nothing of any request.
//!
//! The page has no password. Anybody who reaches the port can read the figures, so the port should be a loopback one. On a
//! loopback address, the answer to a request with a host that is not `localhost` or an IP address is 421. Otherwise a web
//! site could read the figures under a name of its own that resolves to a loopback address.

mod events;
mod hosts;
pub mod prometheus;
mod routes;
mod state;

use std::{io, net::SocketAddr, thread, thread::JoinHandle, time::Duration};

use metrics_exporter_prometheus::PrometheusHandle;
use middleware_core::{Mode, Plan, observe::Observation};
use tokio::{runtime::Builder, sync::oneshot};

use crate::server::{self, ServeError, blocking};

/// The chains whose figures are shown.
///
/// ```
/// use middleware_core::{Chain, Mode, observe::Observation};
/// use middleware_examples::{Request, Response, Timing, admin::Admin, views};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let observation = Observation::new("hello");
/// let app = Chain::<Request, Response>::new()
///     .observe(&observation)
///     .with(Timing::layer())
///     .view(views::hello_sync);
/// let page = Admin::new(Mode::Sync)
///     .chain(&observation, app.plan())
///     .start(([127, 0, 0, 1], 0).into())?;
///
/// app.call(Request::default());
/// let url = format!("http://{}/snapshot.json", page.addr());
/// let snapshot = ureq::get(&url).call()?.body_mut().read_to_string()?;
/// assert!(snapshot.contains(r#""responses":1"#));
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Admin {
    caller: Mode,
    chains: Vec<Watched>,
    metrics: Option<PrometheusHandle>,
    period: Duration,
}

/// A chain whose figures are shown.
#[derive(Debug)]
struct Watched {
    observation: Observation,
    /// What is shown of a chain that is not observed.
    plan: Plan,
}

/// The page of an [`Admin`], served on a thread of its own. It is stopped when this is dropped.
#[derive(Debug)]
pub struct AdminServer {
    addr: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Admin {
    /// Creates a page without chains. `caller` is the mode of the code that calls them: plans and advice depend on it.
    #[must_use]
    pub const fn new(caller: Mode) -> Self {
        Self { caller, chains: Vec::new(), metrics: None, period: Duration::from_secs(1) }
    }

    /// Shows a chain with the name of its observation.
    ///
    /// If the chain is not observed, for example because its settings say `observe = false`, its plan is shown without
    /// figures.
    #[must_use]
    pub fn chain(mut self, observation: &Observation, plan: Plan) -> Self {
        self.chains.push(Watched { observation: observation.clone(), plan });
        self
    }

    /// Answers `/metrics`. [`prometheus::install`] returns the handle.
    #[must_use]
    pub fn metrics(mut self, handle: PrometheusHandle) -> Self {
        self.metrics = Some(handle);
        self
    }

    /// Sets the time between two events. Default: one second.
    #[must_use]
    pub const fn period(mut self, period: Duration) -> Self {
        self.period = period;
        self
    }

    /// Starts to serve. Port 0 selects a free port.
    ///
    /// # Errors
    ///
    /// [`ServeError::Listen`] if the port is in use or not permitted, and [`ServeError::Stopped`] if the system has no
    /// resources for a thread.
    pub fn start(self, addr: SocketAddr) -> Result<AdminServer, ServeError> {
        let listener = blocking::listen(addr)?;
        let refused = |source| ServeError::Listen { addr, source };
        let addr = listener.local_addr().map_err(refused)?;
        listener.set_nonblocking(true).map_err(refused)?;
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(ServeError::Stopped)?;
        let (stop, stopped) = oneshot::channel();
        let serve = async move {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            let router = routes::router(self, addr);
            let served = server::serve(listener, router, std::future::pending());
            // A page that is open has a response without an end, so it does not wait for responses.
            tokio::select! {
                served = served => served.map_err(io::Error::other),
                _ = stopped => Ok(()),
            }
        };
        let run = move || {
            if let Err(error) = runtime.block_on(serve) {
                tracing::warn!("the admin page stopped: {error}");
            }
        };
        let thread = thread::Builder::new().name("admin-page".to_owned()).spawn(run);
        let thread = thread.map_err(ServeError::Stopped)?;
        Ok(AdminServer { addr, stop: Some(stop), thread: Some(thread) })
    }

    fn states(&self) -> state::State {
        state::State::of(self)
    }
}

impl AdminServer {
    /// Returns the address of the page.
    #[must_use]
    pub const fn addr(&self) -> SocketAddr {
        self.addr
    }
}

impl Drop for AdminServer {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // If the thread panicked, the page is gone, and that is all.
            let _ = thread.join();
        }
    }
}
