//! `both` on a `call`: the async half is translated from it.
//!
//! With `both` you promise that the body does not block. So the layer causes no bridge, and async code runs it without
//! a hop. The helper that calls the next handler is translated too; the other one stays as it is.
//!
//! # When to choose it
//!
//! For a layer that calls the next handler several times, or not always, and neither blocks nor waits for anything
//! else.
//!
//! # What happens
//!
//! ```text
//! GET /hello
//!     view: GET /hello
//!     200 OK
//! GET /flaky
//!     view: GET /flaky
//!     view: GET /flaky x-attempt: 2
//!     200 OK
//! GET /down
//!     view: GET /down
//!     view: GET /down x-attempt: 2
//!     view: GET /down x-attempt: 3
//!     503 Service Unavailable
//! ```

use middleware_core::{GetResponse, middleware};
use middleware_examples::{Request, Response};

/// Retries while the response is a server error.
#[middleware]
#[derive(Debug)]
pub struct Retry<G> {
    get_response: GetResponse<G>,
    attempts: u16,
}

#[middleware(both)]
impl<G> Retry<G> {
    fn call(&self, request: Request) -> Response {
        let mut response = self.get_response.call(request.clone());
        for attempt in 2..=self.attempts {
            if !Self::is_worth_a_retry(&response) {
                break;
            }
            response = self.ask_again(request.clone(), attempt);
        }
        response
    }

    fn ask_again(&self, mut request: Request, attempt: u16) -> Response {
        request.headers_mut().insert("x-attempt", attempt.into());
        self.get_response.call(request)
    }

    fn is_worth_a_retry(response: &Response) -> bool {
        response.status().is_server_error()
    }
}
