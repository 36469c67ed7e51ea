//! `serve`: serves a chain over HTTP.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process, thread,
    time::Duration,
};

use axum::Router;
use clap::Args;
use middleware_core::{AsyncCall, Call, Chain, GetResponse, Mode, Plan, plan::Format};
use middleware_examples::{
    RateLimit, Request, Response, Timing,
    server::{self, ServeError, blocking},
    views,
};
use tokio::runtime::{Builder, Runtime};

use super::{
    Failure,
    admin::{AdminOptions, Observed},
    chain,
    output::{Coloured, Heading, log_to_stderr, long_help, print},
    signals::Signals,
};

/// Serve a chain over HTTP until Ctrl-C or SIGTERM
///
/// Serves the chain twice: at `/sync` around a sync view, and at `/async` around an async one. The
/// layers come from a settings file; the default is a timing layer and a rate limit. Prints both
/// plans, and then the address.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment, after_long_help = long_help(include_str!("help/serve.txt")))]
pub(super) struct Serve {
    /// The settings file that lists the layers: `.toml`, `.json`, `.yaml` or `.yml`.
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// The address to listen on; port 0 selects a free port.
    #[arg(long, default_value = "127.0.0.1:8000")]
    addr: SocketAddr,
    /// The requests per minute that a client may send to each route; a settings file has its own limit.
    #[arg(long, default_value_t = 100, conflicts_with = "settings")]
    limit: u32,
    /// Serve with a fixed number of blocking threads, instead of axum.
    #[arg(long)]
    blocking: bool,
    #[command(flatten)]
    admin: AdminOptions,
}

/// The chains to serve, and their plans.
struct Served {
    router: Router,
    blocking: blocking::Router,
    /// Both plans, and the address of the page with the figures.
    text: String,
    plans: [Plan; 2],
}

impl Serve {
    pub(super) fn run(&self) -> Result<(), Failure> {
        let caller = if self.blocking { Mode::Sync } else { Mode::Async };
        let observed = self.admin.observe()?;
        let mut served = match &self.settings {
            Some(file) => Served::listed(file, caller, observed.as_ref())?,
            None => Served::built_in(self.limit, caller, observed.as_ref()),
        };
        log_to_stderr();
        // It is stopped at the end of this function, after the server.
        let page = observed.map(|observed| observed.serve(caller, served.plans.clone()));
        let page = page.transpose()?;
        if let Some(page) = &page {
            served.text = format!("{}\nfigures on http://{}\n", served.text, page.addr());
        }
        if self.blocking {
            return serve_blocking(self.addr, served);
        }
        Runtime::new().map_err(Failure::Runtime)?.block_on(serve(self.addr, served))
    }
}

impl Served {
    fn listed(file: &Path, caller: Mode, observed: Option<&Observed>) -> Result<Self, Failure> {
        let sync_app = chain::build(file, Mode::Sync, observed.map(|both| &both.sync_view))?;
        let async_app = chain::build(file, Mode::Async, observed.map(|both| &both.async_view))?;
        Ok(Self::new(sync_app, async_app, caller))
    }

    fn built_in(limit: u32, caller: Mode, observed: Option<&Observed>) -> Self {
        let minute = Duration::from_mins(1);
        if let Some(Observed { sync_view, async_view, .. }) = observed {
            let layers = |observation| {
                Chain::<Request, Response>::new()
                    .observe(observation)
                    .with(Timing::layer())
                    .with(RateLimit::in_memory(limit, minute))
            };
            let sync_app = layers(sync_view).view(views::hello_sync);
            return Self::new(sync_app, layers(async_view).view(views::hello_async), caller);
        }
        // Clones of a limit share their counts, so each route has a limit of its own.
        let layers = || {
            Chain::<Request, Response>::new()
                .with(Timing::layer())
                .with(RateLimit::in_memory(limit, minute))
        };
        Self::new(layers().view(views::hello_sync), layers().view(views::hello_async), caller)
    }

    fn new<S, A>(sync_app: GetResponse<S>, async_app: GetResponse<A>, caller: Mode) -> Self
    where
        S: Call<Request, Response = Response> + AsyncCall<Request, Response = Response>,
        A: Call<Request, Response = Response> + AsyncCall<Request, Response = Response>,
    {
        let plans = [sync_app.plan(), async_app.plan()];
        let plan = |path, plan: &Plan| {
            let text = plan.picture(caller, Format::Text);
            format!("{}\n{}", Heading(path), Coloured(text))
        };
        let text = [plan("/sync", &plans[0]), plan("/async", &plans[1])].join("\n");
        let blocking = blocking::Router::new()
            .route("/sync", blocking::route(sync_app.clone()))
            .route("/async", blocking::route(async_app.clone()));
        let router = Router::new()
            .route("/sync", server::route(sync_app))
            .route("/async", server::route(async_app));
        Self { router, blocking, text, plans }
    }
}

async fn serve(addr: SocketAddr, Served { router, text, .. }: Served) -> Result<(), Failure> {
    let listener = server::listen(addr).await?;
    // Before the address is printed, so that a signal sent after it is not lost.
    let mut signals = Signals::listen().map_err(Failure::Signals)?;
    let addr = listener.local_addr().map_err(|source| ServeError::Listen { addr, source })?;
    print(format_args!("{text}\nlistening on http://{addr}\n"))?;
    let shutdown = async move {
        signals.next().await;
        tokio::spawn(async move {
            // After a second signal, do not wait for the requests in progress.
            signals.next().await;
            process::exit(1);
        });
    };
    Ok(server::serve(listener, router, shutdown).await?)
}

/// The same, on threads. The runtime is only needed for the signals.
fn serve_blocking(addr: SocketAddr, Served { blocking, text, .. }: Served) -> Result<(), Failure> {
    let listener = blocking::listen(addr)?;
    let runtime = Builder::new_current_thread().enable_io().build().map_err(Failure::Runtime)?;
    let mut signals = runtime.block_on(async { Signals::listen() }).map_err(Failure::Signals)?;
    let addr = listener.local_addr().map_err(|source| ServeError::Listen { addr, source })?;
    print(format_args!("{text}\nlistening on http://{addr}\n"))?;
    let shutdown = move || {
        runtime.block_on(signals.next());
        thread::spawn(move || {
            runtime.block_on(signals.next());
            process::exit(1);
        });
    };
    Ok(blocking::serve(listener, blocking, &blocking::Config::default(), shutdown)?)
}
