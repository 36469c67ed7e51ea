//! [`Timeout`]: answers 503 when the inside takes too long.

use std::time::Duration;

use middleware_core::{GetResponse, chain::MiddlewareLayer, middleware};
use serde::Deserialize;

use crate::{Request, Response, Seconds, unavailable::unavailable};

/// What a client gets to read whose request took too long.
pub const TIMED_OUT: &str = r#"{"error": "Timed out"}"#;

/// Gives up on a request that takes the handlers inside longer than `limit`, and answers with status 503.
///
/// Only a future can be given up, so this has the async half only. It goes outside of sync layers: between two of
/// them it fires late, as told in [`middleware_core::bridge`]. In settings it is
/// `{ name = "examples.Timeout", options = { seconds = 5 } }`.
///
/// ```
/// use std::{future::pending, time::Duration};
///
/// use middleware_core::Chain;
/// use middleware_examples::{Request, Response, Timeout};
///
/// let app = Chain::<Request, Response>::new()
///     .with(Timeout::layer(Duration::from_millis(1)))
///     .view(async |_: Request| pending::<Response>().await);
/// assert_eq!(app.call(Request::default()).status(), 503);
/// ```
#[middleware(name = "examples.Timeout")]
#[derive(Debug)]
pub struct Timeout<G> {
    get_response: GetResponse<G>,
    limit: Duration,
}

#[middleware]
impl<G> Timeout<G> {
    async fn acall(&self, request: Request) -> Response {
        let response = self.get_response.acall(request);
        tokio::time::timeout(self.limit, response).await.unwrap_or_else(|_| unavailable(TIMED_OUT))
    }
}

/// What settings tell a [`Timeout`].
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Options {
    seconds: Seconds,
}

/// The layer that settings ask for.
#[must_use]
pub fn from_options(options: Options) -> MiddlewareLayer<Timeout<()>, (Duration,)> {
    Timeout::layer(options.seconds.into())
}
