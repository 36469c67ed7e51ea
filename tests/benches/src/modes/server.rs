//! A sync-only layer in an axum server, over real HTTP.

use std::{net::SocketAddr, process::Command};

use axum::{Router, body::Body, routing::get};
use http::{HeaderValue, Request, Response};
use middleware_core::{Chain, GetResponse, middleware};
use tokio::{net::TcpListener, runtime::Runtime, task::spawn_blocking};

use super::{rounds::quantile, usage};

type Req = Request<Body>;
type Res = Response<Body>;

const ROUNDS: usize = 9;
const SECONDS: &str = "1";

/// What a server does.
#[derive(Clone, Copy, Debug)]
pub(super) struct Served {
    pub(super) name: &'static str,
    /// Requests a second.
    pub(super) rate: f64,
    /// Microseconds of processor time a request, of the server alone.
    pub(super) cpu: f64,
}

/// Reads the status, like most layers.
#[middleware]
async fn look<G>(request: Req, get_response: &GetResponse<G>) -> Res {
    let mut response = get_response.acall(request).await;
    if response.status().is_server_error() {
        response.headers_mut().insert("x-error", HeaderValue::from_static("yes"));
    }
    response
}

#[middleware]
fn sync_only<G>(request: Req, get_response: &GetResponse<G>) -> Res {
    get_response.call(request)
}

/// The least that goes to a thread and back.
#[middleware]
async fn bare<G>(request: Req, get_response: &GetResponse<G>) -> Res {
    let request = spawn_blocking(move || request).await.expect("it does not panic");
    get_response.acall(request).await
}

/// Nine that look around, and one more among them.
macro_rules! nine_and {
    ($layer:expr) => {
        Chain::<Req, Res>::new()
            .with(look())
            .with(look())
            .with(look())
            .with(look())
            .with($layer)
            .with(look())
            .with(look())
            .with(look())
            .with(look())
            .with(look())
            .into_layer()
    };
}

fn servers() -> [(&'static str, Router); 3] {
    let router = || Router::new().route("/", get(async || "hello"));
    [
        ("ten async layers", router().layer(nine_and!(look()))),
        ("nine, and a sync-only one among them", router().layer(nine_and!(sync_only()))),
        ("nine, and a bare `spawn_blocking` among them", router().layer(nine_and!(bare()))),
    ]
}

/// Drives all servers in turn. The first one is what the others are compared with. `None` without `wrk`.
pub(super) fn compare() -> Option<Vec<Served>> {
    Command::new("wrk").arg("--version").output().ok()?;
    let runtime = Runtime::new().expect("a runtime");
    let mut servers = servers().map(|(name, router)| {
        let listener = runtime.block_on(TcpListener::bind(("127.0.0.1", 0))).expect("a port");
        let address = listener.local_addr().expect("the port");
        runtime.spawn(async { axum::serve(listener, router).await });
        (name, address, Vec::new(), Vec::new())
    });
    for round in 0..=ROUNDS {
        for (_, address, rates, cpus) in &mut servers {
            let (rate, cpu) = drive(*address);
            // The first round warms up.
            if round > 0 {
                rates.push(rate);
                cpus.push(cpu);
            }
        }
    }
    // Connections that `wrk` has closed may have requests in their layers.
    runtime.shutdown_background();
    let served = servers.map(|(name, _, rates, cpus)| Served {
        name,
        rate: quantile(&rates, 0.5),
        cpu: quantile(&cpus, 0.5),
    });
    Some(served.to_vec())
}

/// Requests a second, as `wrk` counts them, and what each costs.
fn drive(address: SocketAddr) -> (f64, f64) {
    let before = usage::cpu_time();
    let output = Command::new("wrk")
        .args(["--threads", "1", "--connections", "64", "--duration", SECONDS])
        .arg(format!("http://{address}/"))
        .output()
        .expect("`wrk` runs");
    let cpu = usage::cpu_time().saturating_sub(before);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(!text.contains("Non-2xx") && !text.contains("Socket errors"), "{text}");
    let rate =
        text.lines().find_map(|line| line.strip_prefix("Requests/sec:")?.trim().parse().ok());
    let requests =
        text.lines().find_map(|line| line.split_once(" requests in ")?.0.trim().parse().ok());
    let (Some(rate), Some(requests)): (Option<f64>, Option<f64>) = (rate, requests) else {
        panic!("no figures in: {text}");
    };
    (rate, cpu.as_secs_f64() * 1e6 / requests)
}
