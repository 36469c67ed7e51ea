//! A layer that changes types: it takes a request and passes a user on.
//!
//! It states the types in a bound on `G`, which replaces the macro's own bound.
//!
//! # When to choose it
//!
//! For inner handlers that need a value from this layer: a user, a parsed body, a transaction.
//!
//! # What happens
//!
//! ```text
//! GET /hello authorization: ada
//!     view: ada
//!     200 OK
//! GET /hello
//!     401 Unauthorized
//! ```

use http::{StatusCode, header::AUTHORIZATION};
use middleware_core::{GetResponse, Handler, middleware};
use middleware_examples::{Request, Response};

/// An authenticated user.
#[derive(Clone, Debug)]
pub struct User(pub String);

/// Authenticates the request, and passes the user to the next handler.
#[middleware]
#[derive(Debug)]
pub struct Authenticate<G> {
    get_response: GetResponse<G>,
}

#[middleware(both)]
impl<G> Authenticate<G>
where
    G: Handler<User, Response = String>,
{
    fn call(&self, request: Request) -> Response {
        let name = request.headers().get(AUTHORIZATION).and_then(|name| name.to_str().ok());
        let Some(name) = name else {
            let mut response = Response::default();
            *response.status_mut() = StatusCode::UNAUTHORIZED;
            return response;
        };
        let page = self.get_response.call(User(name.to_owned()));
        Response::new(page.into())
    }
}
