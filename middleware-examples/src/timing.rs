//! [`Timing`]: says in a header how long a response took.

use std::time::{Duration, Instant};

use http::{HeaderValue, Response};
use middleware_core::{GetResponse, middleware};

/// The header in which [`Timing`] says the seconds.
pub const X_REQUEST_DURATION: &str = "x-request-duration";

/// The header in which [`Timing`] says the milliseconds: that of [Server Timing](https://www.w3.org/TR/server-timing/).
pub const SERVER_TIMING: &str = "server-timing";

/// Says how long the handlers inside took: in the header `X-Request-Duration` in seconds, `0.0123s`, and in
/// `Server-Timing` in milliseconds, `total;dur=12.345`, which browsers show.
///
/// Entries of `Server-Timing` that the handlers inside have set stay beside it. Everybody who asks sees both: where it
/// must not be known how long something took, leave the layer out.
///
/// It only looks at what passes, so it is written with hooks, and never causes a bridge. In settings it is
/// `"examples.Timing"`, and listed once: of two, the outer one would overwrite the header.
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
