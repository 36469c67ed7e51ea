//! A timing middleware in ten lines: a function, for both modes.
//!
//! `both` translates the body into the other half, which never blocks. The function becomes a struct of its name. A
//! function of that name returns the layer: `.with(timing())`.
//!
//! # When to choose it
//!
//! For a layer that calls the next handler itself, and neither blocks nor waits for anything else. It is the shortest
//! form.
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
#[middleware(both)]
pub fn timing<G>(request: Request, get_response: &GetResponse<G>) -> Response {
    let start = Instant::now();
    let mut response = get_response.call(request);
    response.headers_mut().insert("x-request-duration", start.elapsed().as_secs().into());
    response
}
