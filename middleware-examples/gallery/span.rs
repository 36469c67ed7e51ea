//! A layer that runs in a `tracing` span of its own.
//!
//! `span` opens it per request, with the name of the function or struct. It contains the events of the inner layers, in
//! both modes: the async half enters it for each poll, and leaves it while the request waits. It needs the feature
//! `tracing` of `middleware-core`.
//!
//! # When to choose it
//!
//! For events of inner layers that must show which request they are about.
//!
//! # What happens
//!
//! A subscriber sees the event in the span, `access: status=200 path=/hello`.
//!
//! ```text
//! GET /hello
//!     view: GET /hello
//!     200 OK
//! GET /missing
//!     view: GET /missing
//!     404 Not Found
//! ```

use middleware_core::{GetResponse, middleware};
use middleware_examples::{Request, Response};

/// Logs the path and the status of each request.
#[middleware(both, span)]
pub fn access<G>(request: Request, get_response: &GetResponse<G>) -> Response {
    let path = request.uri().path().to_owned();
    let response = get_response.call(request);
    tracing::info!(status = response.status().as_u16(), path);
    response
}
