//! Both halves, written by hand.
//!
//! The layer runs in the mode of its next handler, and never causes a bridge. Each half calls the next handler in its
//! own mode, and the macro adds the bound for it.
//!
//! # When to choose it
//!
//! For a layer whose modes differ in more than an `.await` and a few methods. For example, only async code can be
//! cancelled.
//!
//! # What happens
//!
//! ```text
//! GET /hello
//!     view: GET /hello x-request-id: 1
//!     200 OK, x-request-id: 1
//! GET /hello x-request-id: from-the-proxy
//!     view: GET /hello x-request-id: from-the-proxy
//!     200 OK, x-request-id: from-the-proxy
//! ```

use http::HeaderValue;
use middleware_core::{GetResponse, middleware};
use middleware_examples::{Request, Response};

const X_REQUEST_ID: &str = "x-request-id";

/// Gives each request an id, unless it has one, and its response the same id.
#[middleware]
#[derive(Debug)]
pub struct RequestId<G> {
    get_response: GetResponse<G>,
    new_id: fn() -> HeaderValue,
}

#[middleware]
impl<G> RequestId<G> {
    fn call(&self, mut request: Request) -> Response {
        let id = self.id_of(&mut request);
        let mut response = self.get_response.call(request);
        response.headers_mut().insert(X_REQUEST_ID, id);
        response
    }

    async fn acall(&self, mut request: Request) -> Response {
        let id = self.id_of(&mut request);
        let mut response = self.get_response.acall(request).await;
        response.headers_mut().insert(X_REQUEST_ID, id);
        response
    }

    fn id_of(&self, request: &mut Request) -> HeaderValue {
        request.headers_mut().entry(X_REQUEST_ID).or_insert_with(self.new_id).clone()
    }
}
