//! [`HttpMetrics`]: the duration of sent requests, by OpenTelemetry's conventions.

use std::{sync::Once, time::Instant};

use metrics::{Label, Unit, describe_histogram, histogram};
use middleware_core::{GetResponse, Outcome, middleware};

use super::{ClientError, ClientResult};
use crate::{Request, http_metrics::method};

/// The name of the histogram.
pub const CLIENT_DURATION: &str = "http.client.request.duration";

/// Passes the duration of each request to the recorder of the crate [`metrics`](::metrics), as the histogram
/// `http.client.request.duration` in seconds.
///
/// The attributes are those of OpenTelemetry's [conventions](https://opentelemetry.io/docs/specs/semconv/http/http-metrics/):
///
/// | attribute | value |
/// | --- | --- |
/// | `http.request.method` | the method, or `_OTHER` if it is not a common one |
/// | `server.address`, `server.port` | the host and the port of the URL; by default the port of its scheme |
/// | `url.scheme` | `http` or `https` |
/// | `http.response.status_code` | the status, if there is a response |
/// | `error.type` | the status from 400 on, the case of the [`ClientError`], `panic`, or `dropped` |
///
/// Put it inside [`Retry`](super::Retry), so that it measures each attempt.
///
/// ```
/// use middleware_core::Chain;
/// use middleware_examples::{
///     Request,
///     client::{ClientResult, HttpMetrics, Ureq},
/// };
///
/// let app = Chain::<Request, ClientResult>::new().with(HttpMetrics::layer()).view(Ureq::default());
/// let request = http::Request::get("http://localhost:9/").body(Default::default()).unwrap();
/// app.call(request).unwrap_err();
/// ```
#[middleware]
#[derive(Debug)]
pub struct HttpMetrics<G> {
    get_response: GetResponse<G>,
}

/// What is known of a request before it is answered.
struct Asked {
    start: Instant,
    labels: Vec<Label>,
}

#[middleware]
impl<G> HttpMetrics<G> {
    fn process_request(&self, request: &Request) -> Asked {
        let uri = request.uri();
        let is_https = uri.scheme_str() == Some("https");
        let port = uri.port_u16().unwrap_or(if is_https { 443 } else { 80 });
        let labels = vec![
            Label::from_static_parts("http.request.method", method(request.method())),
            Label::from_static_parts("url.scheme", if is_https { "https" } else { "http" }),
            Label::new("server.address", uri.host().unwrap_or_default().to_owned()),
            Label::new("server.port", port.to_string()),
        ];
        Asked { start: Instant::now(), labels }
    }

    fn process_outcome(&self, outcome: Outcome<'_, ClientResult>, asked: Option<Asked>) {
        // It is always there, because `process_request` never answers by itself.
        let Some(Asked { start, mut labels }) = asked else { return };
        let duration = start.elapsed();
        let mut failed = |kind| labels.push(Label::from_static_parts("error.type", kind));
        match outcome {
            Outcome::Response(Ok(response)) | Outcome::ShortCircuit(Ok(response)) => {
                let status = response.status();
                labels.push(Label::new("http.response.status_code", status.as_str().to_owned()));
                if status.is_client_error() || status.is_server_error() {
                    labels.push(Label::new("error.type", status.as_str().to_owned()));
                }
            }
            Outcome::Response(Err(error)) | Outcome::ShortCircuit(Err(error)) => {
                failed(kind(error));
            }
            Outcome::Panic => failed("panic"),
            Outcome::Dropped => failed("dropped"),
        }
        describe();
        histogram!(CLIENT_DURATION, labels).record(duration);
    }
}

const fn kind(error: &ClientError) -> &'static str {
    match error {
        ClientError::InvalidRequest(_) => "invalid_request",
        ClientError::Connect(_) => "connect",
        ClientError::Disconnected(_) => "disconnected",
        ClientError::Protocol(_) => "protocol",
        ClientError::Body(_) => "body",
        ClientError::TooLarge { .. } => "too_large",
        ClientError::Timeout => "timeout",
        ClientError::Token(_) => "token",
        ClientError::Other(_) => "other",
    }
}

fn describe() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        describe_histogram!(CLIENT_DURATION, Unit::Seconds, "Duration of HTTP client requests.");
    });
}
