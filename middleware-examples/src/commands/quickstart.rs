//! The quickstart: one chain, called from async code by a server, and from sync code directly.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    time::Duration,
};

use axum::Router;
use http::{HeaderMap, StatusCode, header::RETRY_AFTER};
use middleware_core::{Chain, Mode, plan::Format};
use middleware_examples::{
    ClientAddr, DebugThread, Maintenance, RateLimit, Request, Response, Timing,
    debug_thread::X_DEBUG_THREAD,
    server::{self, ServeError},
    timing::X_REQUEST_DURATION,
    views,
};
use tokio::{runtime::Runtime, sync::oneshot};

use super::{
    Failure,
    output::{Coloured, Heading, Status, print},
};

const LIMIT: u32 = 3;

pub(super) fn run() -> Result<(), Failure> {
    // The layers, outermost first. `Maintenance` only has a sync half, and the view is async.
    let app = Chain::<Request, Response>::new()
        .with(DebugThread::layer())
        .with(Timing::layer())
        .with(RateLimit::in_memory(LIMIT, Duration::from_mins(1)))
        .with(Maintenance::layer("maintenance".into()))
        .view(views::hello_async);
    let plan = app.plan();
    let title =
        "Four layers around an async view. `Maintenance` reads a file, so it only has a sync half.";
    print(format_args!("{}\n\n", Heading(title)))?;
    print(Coloured(plan.picture(Mode::Async, Format::Text)))?;

    let title = format!("Requests to an axum server, at most {LIMIT} per minute from one address");
    print(format_args!("\n{}\n\n", Heading(title)))?;
    let runtime = Runtime::new().map_err(Failure::Runtime)?;
    let addr = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let listener = runtime.block_on(server::listen(addr))?;
    let addr = listener.local_addr().map_err(|source| ServeError::Listen { addr, source })?;
    let (stop, stopped) = oneshot::channel::<()>();
    let router = Router::new().route("/", server::route(app.clone()));
    let server = runtime.spawn(server::serve(listener, router, async {
        // An error means that the sender was dropped, which is a reason to stop too.
        let _ = stopped.await;
    }));
    ask_until_limited(&format!("http://{addr}/"))?;
    let _ = stop.send(());
    runtime.block_on(server)??;

    print(format_args!("\n{}\n\n", Heading("The same chain, called from sync code: no hop")))?;
    let mut request = Request::default();
    // Another client: an address from the range for documentation (RFC 5737).
    request.extensions_mut().insert(ClientAddr(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1))));
    let response = app.call(request);
    print("app.call(request)\n")?;
    print_response(response.status(), response.headers())?;
    print("\nMore: `cargo run -- --help`, `cargo run -- plan settings.toml`\n")
}

/// Sends GET requests until the answer is 429.
fn ask_until_limited(url: &str) -> Result<(), Failure> {
    let config = ureq::Agent::config_builder().http_status_as_error(false).build();
    let agent = ureq::Agent::new_with_config(config);
    for _ in 0..=LIMIT {
        let response = agent.get(url).call()?;
        print(format_args!("GET {url}\n"))?;
        print_response(response.status(), response.headers())?;
        if response.status() == StatusCode::TOO_MANY_REQUESTS {
            return Ok(());
        }
    }
    Err(Failure::NotLimited { url: url.to_owned(), limit: LIMIT })
}

/// Prints the status of a response, and the headers that the layers have set.
fn print_response(status: StatusCode, headers: &HeaderMap) -> Result<(), Failure> {
    print(format_args!("    {}", Status(status)))?;
    for name in [X_REQUEST_DURATION, X_DEBUG_THREAD, RETRY_AFTER.as_str()] {
        if let Some(value) = headers.get(name).and_then(|value| value.to_str().ok()) {
            print(format_args!("   {name}: {value}"))?;
        }
    }
    print("\n")
}
