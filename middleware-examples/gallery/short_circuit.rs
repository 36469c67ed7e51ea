//! A hook that answers by itself.
//!
//! `ControlFlow::Break` is the answer, and the next handler is not called. As in Django, the layer's own
//! `process_response` also runs, with `None` for the value.
//!
//! # When to choose it
//!
//! For a layer that may answer before the next handler is called: authentication, rate limits, redirects.
//!
//! # What happens
//!
//! ```text
//! GET /hello authorization: secret
//!     view: GET /hello authorization: secret
//!     200 OK, x-user: ada
//! GET /hello
//!     401 Unauthorized, x-user: nobody
//! ```

use std::ops::ControlFlow;

use http::{HeaderValue, StatusCode, header::AUTHORIZATION};
use middleware_core::{GetResponse, middleware};
use middleware_examples::{Request, Response};

/// Rejects requests without the secret.
#[middleware]
#[derive(Debug)]
pub struct Guard<G> {
    get_response: GetResponse<G>,
    secret: HeaderValue,
    user: HeaderValue,
}

#[middleware]
impl<G> Guard<G> {
    fn process_request(&self, request: &Request) -> ControlFlow<Response, HeaderValue> {
        if request.headers().get(AUTHORIZATION) == Some(&self.secret) {
            return ControlFlow::Continue(self.user.clone());
        }
        let mut response = Response::default();
        *response.status_mut() = StatusCode::UNAUTHORIZED;
        ControlFlow::Break(response)
    }

    fn process_response(&self, response: &mut Response, user: Option<HeaderValue>) {
        let user = user.unwrap_or(HeaderValue::from_static("nobody"));
        response.headers_mut().insert("x-user", user);
    }
}
