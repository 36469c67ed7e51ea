//! The views of the examples: one sync, one async.

use std::time::Duration;

use crate::{Request, Response};

/// Blocks its thread for a moment, like a blocking database driver, and answers.
///
/// ```
/// use middleware_examples::{Request, views};
///
/// assert_eq!(views::hello_sync(Request::default()).body(), "hello from a sync view");
/// ```
#[must_use]
pub fn hello_sync(_: Request) -> Response {
    std::thread::sleep(Duration::from_millis(2));
    Response::new("hello from a sync view".into())
}

/// Waits for a moment without blocking, and answers.
///
/// ```
/// use middleware_examples::{Request, views};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let response = views::hello_async(Request::default()).await;
/// assert_eq!(response.body(), "hello from an async view");
/// # }
/// ```
pub async fn hello_async(_: Request) -> Response {
    tokio::time::sleep(Duration::from_millis(2)).await;
    Response::new("hello from an async view".into())
}
