//! A layer without a type parameter.
//!
//! It holds a `BoxHandler`, which is type-erased and whose mode is known at run time. Chains from settings consist of
//! such layers. An async call through it costs one allocation.
//!
//! # When to choose it
//!
//! For a struct or a function that must not name the type of the chain, and for very deep chains.
//!
//! # What happens
//!
//! ```text
//! GET /hello
//!     view: GET /hello
//!     200 OK, x-frame-options: DENY
//! ```

use http::{HeaderValue, header::X_FRAME_OPTIONS};
use middleware_core::{BoxHandler, GetResponse, middleware};
use middleware_examples::{Request, Response};

/// Prevents other sites from showing this one in a frame.
#[middleware]
#[derive(Debug)]
pub struct FrameOptions {
    get_response: GetResponse<BoxHandler<Request, Response>>,
}

#[middleware]
impl FrameOptions {
    fn process_response(&self, response: &mut Response) {
        response.headers_mut().insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    }
}
