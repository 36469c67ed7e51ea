//! `both`, and a method for each mode.
//!
//! The body is written once. `give_way` is different in each mode, so it is written twice: each half calls the method of
//! its mode, and neither method is translated.
//!
//! # When to choose it
//!
//! For a body that is the same in both modes, except for a pause, a lock, a client or a database driver.
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

use std::thread;

use middleware_core::{GetResponse, middleware};
use middleware_examples::{Request, Response};

/// Retries while the response is a server error, and lets others run first.
#[middleware]
#[derive(Debug)]
pub struct Retry<G> {
    get_response: GetResponse<G>,
    attempts: u16,
}

#[middleware(both)]
impl<G> Retry<G> {
    fn call(&self, mut request: Request) -> Response {
        let mut attempt = 1;
        loop {
            let response = self.get_response.call(request.clone());
            if attempt == self.attempts || !response.status().is_server_error() {
                return response;
            }
            Self::give_way();
            attempt += 1;
            request.headers_mut().insert("x-attempt", attempt.into());
        }
    }

    fn give_way() {
        thread::yield_now();
    }

    async fn give_way_async() {
        tokio::task::yield_now().await;
    }
}
