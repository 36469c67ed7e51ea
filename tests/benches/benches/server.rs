//! Throughput of an axum server without layers, with ten of ours, and with ten of tower's, over real HTTP.
//!
//! `cargo bench -p middleware-benches --bench server`, with a part of a name behind `--` for fewer of them. It needs `wrk`
//! (Debian's package of that name), and drives the servers in turn, round by round, each round from another one on, so
//! that a machine that slows down slows them all down. What counts are the ratios within the run; how far they can be
//! trusted, see the server without layers, which is there twice. On two cores, shared with `wrk`, a server without layers
//! makes 55,000 to 150,000 requests a second, by the machine; ten of ours keep 0.98 to 1.01 of that as a route's service,
//! and 0.84 to 0.99 in other places, ten of tower's 0.78 to 0.82, ten of axum's `from_fn` 0.59 to 0.65. Single rounds
//! differ by a fifth and more.

use std::{
    env,
    hint::black_box,
    net::SocketAddr,
    process::{Command, ExitCode},
    task::{Context, Poll},
    time::Duration,
};

use axum::{Router, body::Body, routing::get};
use http::{HeaderValue, Request, Response, header};
use middleware_benches::modes::usage::cpu_time;
use middleware_core::{Chain, GetResponse, middleware};
use tokio::{net::TcpListener, runtime::Runtime};
use tower::{Layer, Service};

type Req = Request<Body>;
type Res = Response<Body>;

/// How often each server is driven, and for how long each time.
const ROUNDS: usize = 31;
const SECONDS: &str = "1";

/// Reads a header of the request and the status of the response, like most layers.
#[middleware]
#[derive(Debug)]
struct Look<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Look<G> {
    fn process_request(&self, request: &Req) -> bool {
        is_keep_alive(request)
    }

    fn process_response(&self, response: &mut Res, is_keep_alive: bool) {
        mark(response, is_keep_alive);
    }
}

/// The same as an `async fn` around the call of the next handler.
#[middleware]
async fn look<G>(request: Req, get_response: &GetResponse<G>) -> Res {
    let is_keep_alive = is_keep_alive(&request);
    let mut response = get_response.acall(request).await;
    mark(&mut response, is_keep_alive);
    response
}

/// The same for axum's `from_fn`.
async fn look_from_fn(request: Req, next: axum::middleware::Next) -> Res {
    let is_keep_alive = is_keep_alive(&request);
    let mut response = next.run(request).await;
    mark(&mut response, is_keep_alive);
    response
}

/// The same as tower-http writes it: a service with a future of its own.
#[derive(Clone, Copy, Debug)]
struct TowerLook;

#[derive(Clone, Debug)]
struct TowerLooked<S>(S);

impl<S> Layer<S> for TowerLook {
    type Service = TowerLooked<S>;

    fn layer(&self, inside: S) -> TowerLooked<S> {
        TowerLooked(inside)
    }
}

impl<S: Service<Req, Response = Res>> Service<Req> for TowerLooked<S> {
    type Response = Res;
    type Error = S::Error;
    type Future = futures::future::Map<S::Future, Marked<S::Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: Req) -> Self::Future {
        let marked: Marked<S::Error> = if is_keep_alive(&request) {
            |response| {
                response.map(|mut response| {
                    mark(&mut response, true);
                    response
                })
            }
        } else {
            |response| {
                response.map(|mut response| {
                    mark(&mut response, false);
                    response
                })
            }
        };
        futures::FutureExt::map(self.0.call(request), marked)
    }
}

type Marked<E> = fn(Result<Res, E>) -> Result<Res, E>;

fn is_keep_alive(request: &Req) -> bool {
    request.headers().get(header::CONNECTION).is_none_or(|value| value != "close")
}

/// Next to nothing, so that what is measured is the layers and not their work: only an error is marked.
fn mark(response: &mut Res, is_keep_alive: bool) {
    if response.status().is_server_error() && is_keep_alive {
        response.headers_mut().insert("x-keep-alive", HeaderValue::from_static("yes"));
    }
}

macro_rules! ten {
    ($start:expr, $method:ident, $layer:expr) => {
        $start
            .$method($layer)
            .$method($layer)
            .$method($layer)
            .$method($layer)
            .$method($layer)
            .$method($layer)
            .$method($layer)
            .$method($layer)
            .$method($layer)
            .$method($layer)
    };
}

/// What all others are compared with.
const BARE: &str = "no layer";

fn servers() -> Vec<(&'static str, Router)> {
    let router = || Router::new().route("/", get(async || "hello"));
    let ours = || Chain::<Req, Res>::new();
    vec![
        (BARE, router()),
        ("no layer, once more", router()),
        ("the work of ten, by hand", by_hand()),
        ("ten of ours, a service", a_service()),
        ("ten of ours, in a handler", in_a_handler()),
        ("ten of ours, hooks", router().layer(ten!(ours(), with, Look::layer()).into_layer())),
        ("ten of ours, async fn", router().layer(ten!(ours(), with, look()).into_layer())),
        ("ten of ours, boxed", Router::new().fallback_service(boxed().into_service())),
        ("ten of tower's", ten!(router(), layer, TowerLook)),
        ("ten of axum's from_fn", ten!(router(), layer, axum::middleware::from_fn(look_from_fn))),
    ]
}

/// What ten layers do, without layers: what is less than this is not the framework's.
fn by_hand() -> Router {
    let view = async |request: Req| {
        let marks = [(); 10].map(|()| is_keep_alive(black_box(&request)));
        let mut response = axum::response::IntoResponse::into_response("hello");
        for is_keep_alive in marks {
            mark(black_box(&mut response), is_keep_alive);
        }
        response
    };
    Router::new().route("/", get(view))
}

/// A finished chain as the service behind a route: no layer of the router's is in the way.
fn a_service() -> Router {
    let view = async |_: Req| axum::response::IntoResponse::into_response("hello");
    let app = ten!(Chain::<Req, Res>::new(), with, Look::layer()).view(view);
    Router::new().route_service("/", app.into_service())
}

/// The same, called by a handler, like the examples, which read the body before: its future holds the request once more,
/// and axum clones what it has captured.
fn in_a_handler() -> Router {
    let view = async |_: Req| axum::response::IntoResponse::into_response("hello");
    let app = ten!(Chain::<Req, Res>::new(), with, Look::layer()).view(view);
    Router::new().route("/", get(async move |request: Req| app.acall(request).await))
}

/// Each layer behind a box, as in a chain from settings.
fn boxed() -> GetResponse<middleware_core::BoxHandler<Req, Res>> {
    let view = async |_: Req| {
        let mut response = Res::new("hello".into());
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
        response
    };
    let view = Chain::<Req, Res>::new().view(view).boxed();
    (0..10)
        .fold(view, |inside, _| Chain::<Req, Res>::new().with(Look::layer()).view(inside).boxed())
}

fn main() -> ExitCode {
    // Cargo runs benchmarks as tests too.
    if env::args().any(|arg| arg == "--test") {
        return ExitCode::SUCCESS;
    }
    if Command::new("wrk").arg("--version").output().is_err() {
        eprintln!("`wrk` is not installed: `apt-get install wrk`");
        return ExitCode::FAILURE;
    }
    let runtime = Runtime::new().expect("a runtime");
    // Those whose name has one of the arguments in it, beside that without layers.
    let wanted: Vec<String> = env::args().skip(1).filter(|arg| !arg.starts_with("--")).collect();
    let names: Vec<_> = servers().iter().map(|(name, _)| *name).collect();
    let is_wanted = |name: &str| {
        wanted.is_empty() || name.starts_with(BARE) || wanted.iter().any(|part| name.contains(part))
    };
    let mut servers: Vec<_> = servers()
        .into_iter()
        .filter(|(name, _)| is_wanted(name))
        .map(|(name, router)| {
            let listener = runtime.block_on(TcpListener::bind(("127.0.0.1", 0))).expect("a port");
            let address = listener.local_addr().expect("the port");
            runtime.spawn(async { axum::serve(listener, router).await });
            (name, address, Vec::new())
        })
        .collect();
    for round in 0..=ROUNDS {
        servers.rotate_left(1);
        for (_, address, driven) in &mut servers {
            let one = drive(*address);
            // The first round warms up.
            if round > 0 {
                driven.push(one);
            }
        }
    }
    servers.sort_by_key(|(name, ..)| names.iter().position(|listed| listed == name));
    println!(
        "median of {ROUNDS} rounds of {SECONDS} s: requests a second, and their ratio to no layer (least to most); the \
         server's CPU a request"
    );
    let bare: Vec<f64> = servers[0].2.iter().map(|one| one.rate).collect();
    for (name, _, driven) in &servers {
        let rates = sorted(driven.iter().map(|one| one.rate).collect());
        let ratios = sorted(driven.iter().zip(&bare).map(|(one, bare)| one.rate / bare).collect());
        let cpu = sorted(driven.iter().map(|one| one.cpu.as_secs_f64() * 1e6).collect());
        println!(
            "{name:26} {:9.0}   {:.3} ({:.3} to {:.3})   {:.2} µs",
            rates[ROUNDS / 2],
            ratios[ROUNDS / 2],
            ratios[0],
            ratios[ROUNDS - 1],
            cpu[ROUNDS / 2],
        );
    }
    ExitCode::SUCCESS
}

fn sorted(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_by(f64::total_cmp);
    values
}

/// What a server did in a round.
struct Driven {
    /// Requests a second, as `wrk` counts them.
    rate: f64,
    /// What this process spent on each.
    cpu: Duration,
}

fn drive(address: SocketAddr) -> Driven {
    let before = cpu_time();
    let output = Command::new("wrk")
        .args(["--threads", "1", "--connections", "64", "--duration", SECONDS])
        .arg(format!("http://{address}/"))
        .output()
        .expect("`wrk` runs");
    let cpu = cpu_time().saturating_sub(before);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(!text.contains("Non-2xx") && !text.contains("Socket errors"), "{text}");
    let rate = text.lines().find_map(|line| line.strip_prefix("Requests/sec:"));
    let rate: f64 = number(rate, &text);
    let total = text.lines().find_map(|line| line.split_once(" requests in ").map(|(it, _)| it));
    Driven { rate, cpu: cpu.div_f64(number(total, &text)) }
}

fn number(found: Option<&str>, text: &str) -> f64 {
    found.and_then(|it| it.trim().parse().ok()).unwrap_or_else(|| panic!("no number in: {text}"))
}
