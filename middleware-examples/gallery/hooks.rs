//! Hooks, for a layer that only looks at what passes.
//!
//! It never calls inwards itself. `process_request` hands a value on to `process_response`: here, the moment
//! of the request. Both halves come from the hooks, and the async one is a future written by hand, which
//! grows by a few bytes a layer.
//!
//! # What happens
//!
//! ```text
//! GET /hello
//!     view: GET /hello
//!     200 OK, x-request-duration: 0
//! ```

use std::time::Instant;

use middleware_core::{GetResponse, middleware};
use middleware_examples::{Request, Response};

/// Says in a header how many seconds the response took.
#[middleware]
#[derive(Debug)]
pub struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Timing<G> {
    fn process_request(&self, _: &Request) -> Instant {
        Instant::now()
    }

    fn process_response(&self, response: &mut Response, start: Instant) {
        response.headers_mut().insert("x-request-duration", start.elapsed().as_secs().into());
    }
}
