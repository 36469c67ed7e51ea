//! [`Timing`]: says in a header how long a response took.

use std::time::{Duration, Instant};

use http::{HeaderValue, Response};
use middleware_core::{GetResponse, middleware};

/// The header that [`Timing`] sets.
pub const X_REQUEST_DURATION: &str = "x-request-duration";

/// Says in the header `X-Request-Duration` how long the handlers inside took, in seconds:
/// `0.0123s`.
///
/// It measures time and nothing else, so it has both halves and never causes a bridge.
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
#[middleware]
#[derive(Debug)]
pub struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G, Req, Body> Timing<G> {
    fn call(&self, request: Req) -> Response<Body> {
        let start = Instant::now();
        let mut response = self.get_response.call(request);
        set_duration(&mut response, start.elapsed());
        response
    }

    async fn acall(&self, request: Req) -> Response<Body> {
        let start = Instant::now();
        let mut response = self.get_response.acall(request).await;
        set_duration(&mut response, start.elapsed());
        response
    }
}

fn set_duration<Body>(response: &mut Response<Body>, duration: Duration) {
    let seconds = format!("{:.4}s", duration.as_secs_f64());
    if let Ok(value) = HeaderValue::try_from(seconds) {
        response.headers_mut().insert(X_REQUEST_DURATION, value);
    }
}
