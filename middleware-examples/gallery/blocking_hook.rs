//! Hooks that wait: one is async, one blocks.
//!
//! Sync code blocks on the async hook. Async code runs the hook that is marked as blocking on the thread pool. While
//! the next handler runs, the request holds no thread.
//!
//! # When to choose it
//!
//! For a layer that only inspects or edits, but needs a database or a file for it.
//!
//! # What happens
//!
//! ```text
//! GET /hello x-session: 7
//!     view: GET /hello x-session: 7, x-user: user-7
//!     200 OK, x-saved: 7
//! GET /hello
//!     view: GET /hello
//!     200 OK
//! ```

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use http::HeaderValue;
use middleware_core::{GetResponse, middleware};
use middleware_examples::{Request, Response};

/// Finds the user of a session, and saves the session after the response.
#[middleware]
#[derive(Debug)]
pub struct Session<G> {
    get_response: GetResponse<G>,
    #[middleware(default)]
    saved: Arc<Mutex<HashMap<HeaderValue, u32>>>,
}

#[middleware]
impl<G> Session<G> {
    async fn process_request(&self, request: &mut Request) -> Option<HeaderValue> {
        let session = request.headers().get("x-session")?.clone();
        let user = find_user(&session).await?;
        request.headers_mut().insert("x-user", user);
        Some(session)
    }

    #[middleware(blocking)]
    fn process_response(&self, response: &mut Response, session: Option<HeaderValue>) {
        if let Some(session) = session {
            // A placeholder for a blocking driver of a store.
            *self.saved.lock().unwrap().entry(session.clone()).or_default() += 1;
            response.headers_mut().insert("x-saved", session);
        }
    }
}

/// A placeholder for an async driver of a store.
async fn find_user(session: &HeaderValue) -> Option<HeaderValue> {
    tokio::task::yield_now().await;
    let session = session.to_str().ok()?;
    HeaderValue::try_from(format!("user-{session}")).ok()
}
