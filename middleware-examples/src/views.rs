//! The views of the examples: one sync, one async.

use std::time::Duration;

use crate::{Request, Response};

/// Blocks its thread for a moment, as a database driver may, and answers.
#[must_use]
pub fn hello_sync(_: Request) -> Response {
    std::thread::sleep(Duration::from_millis(2));
    Response::new("hello from a sync view".into())
}

/// Waits for a moment without blocking, and answers.
pub async fn hello_async(_: Request) -> Response {
    tokio::time::sleep(Duration::from_millis(2)).await;
    Response::new("hello from an async view".into())
}
