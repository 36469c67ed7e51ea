//! A layer that runs in a span with a name and fields.
//!
//! `fields` takes what `tracing::info_span!` takes. In it, `request` is a shared reference to the request, and `self` is
//! the middleware, whose fields are the settings. The values are evaluated once per request, before the half runs.
//!
//! # When to choose it
//!
//! For a span that also shows values of the request, or settings of the layer.
//!
//! # What happens
//!
//! A subscriber sees the span `access{path="/hello" server=shop}`.
//!
//! ```text
//! GET /hello
//!     view: GET /hello
//!     200 OK
//! ```

use middleware_core::{GetResponse, middleware};
use middleware_examples::{Request, Response};

/// Logs the status of each request, in a span with its path.
#[middleware(both, span(name = "access", fields(path = request.uri().path(), server = %self.server)))]
pub fn logged<G>(request: Request, get_response: &GetResponse<G>, server: &str) -> Response {
    let response = get_response.call(request);
    tracing::info!(server, status = response.status().as_u16());
    response
}
