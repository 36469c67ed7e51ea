//! The response 503, which several layers use.

use http::{HeaderValue, StatusCode, header};

use crate::Response;

/// Returns a response with status 503 and this body.
pub(crate) fn unavailable(json: &'static str) -> Response {
    let mut response = Response::new(json.into());
    *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}
