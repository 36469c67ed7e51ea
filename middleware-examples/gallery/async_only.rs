//! One half, for a body that awaits more than the next handler: `acall`.
//!
//! The macro generates `call`, which blocks on `acall`. `async_only` documents the intent: adding a `call` is then an
//! error.
//!
//! # When to choose it
//!
//! For a body that awaits something that sync code does not have: a timer that cancels, an async client.
//!
//! # What happens
//!
//! ```text
//! GET /hello x-session: 7
//!     view: GET /hello x-session: 7
//!     200 OK, x-user: user-7
//! ```

use http::HeaderValue;
use middleware_core::{GetResponse, middleware};
use middleware_examples::{Request, Response};

/// Adds a header with the user of the session. It looks the user up while the next handler runs.
#[middleware]
#[derive(Debug)]
pub struct SignedIn<G> {
    get_response: GetResponse<G>,
}

#[middleware(async_only)]
impl<G> SignedIn<G> {
    async fn acall(&self, request: Request) -> Response {
        let session = request.headers().get("x-session").cloned();
        let (mut response, user) =
            tokio::join!(self.get_response.acall(request), find_user(session));
        if let Some(user) = user {
            response.headers_mut().insert("x-user", user);
        }
        response
    }
}

/// A placeholder for an async driver of a store.
async fn find_user(session: Option<HeaderValue>) -> Option<HeaderValue> {
    tokio::task::yield_now().await;
    let session = session?;
    HeaderValue::try_from(format!("user-{}", session.to_str().ok()?)).ok()
}
