//! Hooks, for a layer that only inspects or edits requests and responses.
//!
//! The library calls the next handler. `process_request` passes a value to `process_response`: here, the start time.
//! Both halves are generated from the hooks. The async half is a hand-written future, which grows by a few bytes per
//! layer.
//!
//! # When to choose it
//!
//! For a layer that inspects or edits requests and responses, and always calls the next handler once. Prefer it to the
//! other forms.
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

/// Adds a header with the number of seconds that the response took.
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
