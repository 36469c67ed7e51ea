//! The quickstart: one set of layers around a sync and an async view, over HTTP and called directly.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    time::Duration,
};

use axum::Router;
use http::StatusCode;
use middleware_core::{Call, Chain, GetResponse};
use middleware_examples::{
    ClientAddr, RateLimit, Request, Response, Timing,
    server::{self, ServeError},
    timing::X_REQUEST_DURATION,
    views,
};
use tokio::{runtime::Runtime, sync::oneshot};

use super::{Failure, output::print};

const LIMIT: u32 = 3;

pub(super) fn run() -> Result<(), Failure> {
    // The layers, composed once, outermost first. The view determines the mode in which they run.
    // Each chain has a limit of its own.
    let layers = || {
        Chain::<Request, Response>::new()
            .with(Timing::layer())
            .with(RateLimit::in_memory(LIMIT, Duration::from_mins(1)))
    };
    let sync_app = layers().view(views::hello_sync);
    let async_app = layers().view(views::hello_async);

    print(format_args!("The plan of the chain around a sync view:\n\n{}\n", sync_app.plan()))?;
    let plan = async_app.plan();
    print(format_args!("The plan of the same layers around an async view:\n\n{plan}\n"))?;

    print(format_args!(
        "Over HTTP, with at most {LIMIT} requests per minute from one address:\n\n"
    ))?;
    let router = Router::new()
        .route("/sync", server::route(sync_app.clone()))
        .route("/async", server::route(async_app.clone()));
    let runtime = Runtime::new().map_err(Failure::Runtime)?;
    let addr = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let listener = runtime.block_on(server::listen(addr))?;
    let addr = listener.local_addr().map_err(|source| ServeError::Listen { addr, source })?;
    let (stop, stopped) = oneshot::channel::<()>();
    let server = runtime.spawn(server::serve(listener, router, async {
        // An error means that the sender was dropped, which is a reason to stop too.
        let _ = stopped.await;
    }));
    ask_until_limited(&format!("http://{addr}/sync"))?;
    ask_until_limited(&format!("http://{addr}/async"))?;
    let _ = stop.send(());
    runtime.block_on(server)??;

    print("\nThe same chains, called directly from sync code, as another client:\n\n")?;
    call_directly("sync", &sync_app)?;
    call_directly("async", &async_app)
}

/// Sends GET requests until the answer is 429.
fn ask_until_limited(url: &str) -> Result<(), Failure> {
    let config = ureq::Agent::config_builder().http_status_as_error(false).build();
    let agent = ureq::Agent::new_with_config(config);
    for _ in 0..=LIMIT {
        let mut response = agent.get(url).call()?;
        let body = response.body_mut().read_to_string()?;
        let summary = summary(response.status(), response.headers(), &body);
        print(format_args!("GET {url}\n    {summary}\n"))?;
        if response.status() == StatusCode::TOO_MANY_REQUESTS {
            return Ok(());
        }
    }
    Err(Failure::NotLimited { url: url.to_owned(), limit: LIMIT })
}

fn call_directly<H>(name: &str, app: &GetResponse<H>) -> Result<(), Failure>
where
    H: Call<Request, Response = Response>,
{
    let mut request = Request::default();
    // An address from the range for documentation (RFC 5737).
    request.extensions_mut().insert(ClientAddr(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1))));
    let response = app.call(request);
    let body = String::from_utf8_lossy(response.body());
    let summary = summary(response.status(), response.headers(), &body);
    print(format_args!("{name}_app.call(request)\n    {summary}\n"))
}

fn summary(status: StatusCode, headers: &http::HeaderMap, body: &str) -> String {
    let duration = headers.get(X_REQUEST_DURATION).and_then(|value| value.to_str().ok());
    format!("{status}, X-Request-Duration: {}, {body}", duration.unwrap_or("missing"))
}
