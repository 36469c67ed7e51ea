//! A hook for errors.
//!
//! If the response is a `Result`, `process_exception` gets each error of the next handler, and can turn it into a
//! response. Its return value is the response: `Err(error)` passes the error on.
//!
//! # When to choose it
//!
//! For a layer that turns errors into responses, or into other errors.
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

/// Turns the error 404 into a response, and passes other errors on.
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
