//! [`HttpMetrics`]: the duration of HTTP requests, by OpenTelemetry's conventions.

use std::{
    sync::{Arc, Once},
    time::Instant,
};

use http::{Method, Request, Response};
use metrics::{Label, Unit, describe_histogram, histogram};
use middleware_core::{GetResponse, Outcome, middleware};

/// The name of the histogram.
pub const SERVER_DURATION: &str = "http.server.request.duration";

/// Passes the duration of each request to the recorder of the crate [`metrics`], as the histogram
/// `http.server.request.duration` in seconds.
///
/// The attributes are those of OpenTelemetry's [conventions](https://opentelemetry.io/docs/specs/semconv/http/http-metrics/):
///
/// | attribute | value |
/// | --- | --- |
/// | `http.request.method` | the method, or `_OTHER` if it is not a common one |
/// | `url.scheme` | `http` or `https`: `http` if the request does not say it |
/// | `http.route` | the [`Route`] of the request, if it has one |
/// | `http.response.status_code` | the status, if there is a response |
/// | `error.type` | the status from 500 on, `panic`, or `dropped`, if the future was dropped |
///
/// The values are few, whatever clients send: the path is not one of them. It only inspects requests and responses, so it is
/// written with hooks, and never causes a bridge. In settings it is `"examples.HttpMetrics"`. Put it outermost.
///
/// ```
/// use middleware_core::Chain;
/// use middleware_examples::{HttpMetrics, Request, Response};
///
/// let app = Chain::<Request, Response>::new()
///     .with(HttpMetrics::layer())
///     .view(|_: Request| Response::default());
/// app.call(Request::default());
/// ```
#[middleware(name = "examples.HttpMetrics", unique)]
#[derive(Debug)]
pub struct HttpMetrics<G> {
    get_response: GetResponse<G>,
}

/// The route of a request: the pattern of the program's router, such as `/users/{id}`. Both [servers](crate::server) add it
/// to the request as an extension.
///
/// ```
/// use middleware_examples::{Request, http_metrics::Route};
///
/// let mut request = Request::default();
/// request.extensions_mut().insert(Route("/users/{id}".into()));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route(pub Arc<str>);

/// What is known of a request before it is answered.
struct Asked {
    start: Instant,
    labels: Vec<Label>,
}

#[middleware]
impl<G, A, B> HttpMetrics<G> {
    fn process_request(&self, request: &Request<A>) -> Asked {
        let is_https = request.uri().scheme_str() == Some("https");
        let mut labels = vec![
            Label::from_static_parts("http.request.method", method(request.method())),
            Label::from_static_parts("url.scheme", if is_https { "https" } else { "http" }),
        ];
        if let Some(Route(route)) = request.extensions().get() {
            labels.push(Label::new("http.route", Arc::clone(route)));
        }
        Asked { start: Instant::now(), labels }
    }

    fn process_outcome(&self, outcome: Outcome<'_, Response<B>>, asked: Option<Asked>) {
        // It is always there, because `process_request` never answers by itself.
        let Some(Asked { start, mut labels }) = asked else { return };
        let duration = start.elapsed();
        match (outcome.response(), &outcome) {
            (Some(response), _) => {
                let status = response.status();
                labels.push(Label::new("http.response.status_code", status.as_str().to_owned()));
                if status.is_server_error() {
                    labels.push(Label::new("error.type", status.as_str().to_owned()));
                }
            }
            (None, Outcome::Panic) => labels.push(Label::from_static_parts("error.type", "panic")),
            (None, _) => labels.push(Label::from_static_parts("error.type", "dropped")),
        }
        describe();
        histogram!(SERVER_DURATION, labels).record(duration);
    }
}

/// The method, or `_OTHER`, so that clients cannot invent values.
pub(crate) fn method(method: &Method) -> &'static str {
    const KNOWN: [&str; 9] =
        ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];
    KNOWN.into_iter().find(|known| *known == method.as_str()).unwrap_or("_OTHER")
}

fn describe() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        describe_histogram!(SERVER_DURATION, Unit::Seconds, "Duration of HTTP server requests.");
    });
}
