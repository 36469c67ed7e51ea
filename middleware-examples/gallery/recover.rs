//! A hook for errors.
//!
//! Where the response is a `Result`, `process_exception` sees each error that comes from inside, and may
//! make a response of it. What it returns is the response: `Err(error)` lets the error pass.
//!
//! # What happens
//!
//! ```text
//! GET /hello
//!     view: GET /hello
//!     200 OK
//! GET /missing
//!     view: GET /missing
//!     404 Not Found
//! GET /down
//!     view: GET /down
//!     error: 503 Service Unavailable
//! ```

use http::StatusCode;
use middleware_core::{GetResponse, middleware};
use middleware_examples::Response;

/// Makes a response of what is missing, and lets other errors pass.
#[middleware]
#[derive(Debug)]
pub struct NotFound<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> NotFound<G> {
    fn process_exception(&self, error: StatusCode) -> Result<Response, StatusCode> {
        if error != StatusCode::NOT_FOUND {
            return Err(error);
        }
        let mut response = Response::default();
        *response.status_mut() = error;
        Ok(response)
    }
}
