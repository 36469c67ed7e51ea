//! [`Timeout`]: answers 503 if a request takes too long.

use std::time::Duration;

use middleware_core::{GetResponse, chain::MiddlewareLayer, middleware};
use serde::Deserialize;

use crate::{Request, Response, Seconds, unavailable::unavailable};

/// The body of the response to a request that took too long.
pub const TIMED_OUT: &str = r#"{"error": "Timed out"}"#;

/// Cancels a request for which the inner handlers need longer than `limit`, and answers with status 503.
///
/// Only a future can be cancelled, so this layer only has the async half. Put it outside all sync layers: between two
/// of them it fires late, see [`middleware_core::bridge`]. In settings it is `{ name = "examples.Timeout", options = {
/// seconds = 5 } }`.
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

/// The options of a [`Timeout`] in settings.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Options {
    seconds: Seconds,
}

/// Creates the layer from its options.
#[must_use]
pub fn from_options(options: Options) -> MiddlewareLayer<Timeout<()>, (Duration,)> {
    Timeout::layer(options.seconds.into())
}
