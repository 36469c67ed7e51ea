//! [`Timing`]: says in a header how long a response took.

use std::time::{Duration, Instant};

use http::{HeaderValue, Response};
use middleware_core::{GetResponse, middleware};

/// The header that [`Timing`] sets.
pub const X_REQUEST_DURATION: &str = "x-request-duration";

/// Says in the header `X-Request-Duration` how long the handlers inside took, in seconds:
/// `0.0123s`.
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
}
