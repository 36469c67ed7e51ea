//! [`Timing`]: adds headers with the duration of a request.

use std::time::{Duration, Instant};

use http::{HeaderValue, Response};
use middleware_core::{GetResponse, middleware};

/// The header with the seconds that [`Timing`] measured.
pub const X_REQUEST_DURATION: &str = "x-request-duration";

/// The header with the milliseconds that [`Timing`] measured: that of [Server
/// Timing](https://www.w3.org/TR/server-timing/).
pub const SERVER_TIMING: &str = "server-timing";

/// Measures how long the inner handlers take. The header `X-Request-Duration` has the seconds, for example `0.0123s`.
/// `Server-Timing` has the milliseconds, for example `total;dur=12.345`; browsers show it.
///
/// Entries of `Server-Timing` that the inner handlers have set are kept. Every client can read both headers. If
/// durations must stay secret, do not use this layer.
///
/// It only inspects requests and edits responses, so it is written with hooks, and never causes a bridge. In settings
/// it is `"examples.Timing"`. List it once, because an outer one would overwrite the header.
///
/// ```
/// use middleware_core::Chain;
/// use middleware_examples::{Request, Response, Timing};
///
/// let app = Chain::<Request, Response>::new()
///     .with(Timing::layer())
///     .view(|_: Request| Response::default());
/// let response = app.call(Request::default());
/// assert!(response.headers()["x-request-duration"].to_str().unwrap().ends_with('s'));
/// assert!(response.headers()["server-timing"].to_str().unwrap().starts_with("total;dur="));
/// ```
#[middleware(name = "examples.Timing", unique)]
#[derive(Debug)]
pub struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G, Req, Body> Timing<G> {
    fn process_request(&self, _: &Req) -> Instant {
        Instant::now()
    }

    fn process_response(&self, response: &mut Response<Body>, start: Instant) {
        set_duration(response, start.elapsed());
    }
}

fn set_duration<Body>(response: &mut Response<Body>, duration: Duration) {
    let seconds = format!("{:.4}s", duration.as_secs_f64());
    if let Ok(value) = HeaderValue::try_from(seconds) {
        response.headers_mut().insert(X_REQUEST_DURATION, value);
    }
    let milliseconds = format!("total;dur={:.3}", duration.as_secs_f64() * 1000.0);
    if let Ok(value) = HeaderValue::try_from(milliseconds) {
        response.headers_mut().append(SERVER_TIMING, value);
    }
}
