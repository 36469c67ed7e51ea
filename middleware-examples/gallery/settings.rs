//! A function with settings: its further arguments.
//!
//! The layer is a function of the same name, which takes them: `.with(header("server".to_owned(), value))`. A setting
//! taken by reference is shared by all requests: for a `&str`, the layer takes and stores a `String`.
//!
//! # When to choose it
//!
//! For a function that needs values from the code that builds the chain.
//!
//! # What happens
//!
//! ```text
//! GET /hello
//!     view: GET /hello
//!     200 OK, server: gallery
//! ```

use http::{HeaderName, HeaderValue};
use middleware_core::{GetResponse, middleware};
use middleware_examples::{Request, Response};

/// Sets a header of each response.
#[middleware(both)]
pub async fn header<G>(
    request: Request,
    get_response: &GetResponse<G>,
    name: &str,
    value: &HeaderValue,
) -> Response {
    let mut response = get_response.acall(request).await;
    if let Ok(name) = HeaderName::try_from(name) {
        response.headers_mut().insert(name, value.clone());
    }
    response
}
