//! The answer 503, which several layers give.

use http::{HeaderValue, StatusCode, header};

use crate::Response;

/// Asks the client to come back later.
pub(crate) fn unavailable(json: &'static str) -> Response {
    let mut response = Response::new(json.into());
    *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}
