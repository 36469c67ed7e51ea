//! [`Retry`]: retries requests after transient failures.

use std::time::Duration;

use http::Method;
use middleware_core::{GetResponse, bridge::pool::caller_is_gone, middleware};

use super::{Attempts, ClientResult, Decision, RetryPolicy};
use crate::Request;

/// Retries requests after transient failures: an error that [is transient](super::ClientError::is_transient), or a
/// response 429, 502, 503 or 504. After the last attempt, its result is returned unchanged.
///
/// A request is only sent twice if that is safe: see [`may_repeat`]. The body is in memory, and each attempt sends all
/// of it.
///
/// The loop is written once. Each mode has a method of its own that waits. If the request is cancelled, the async method is
/// dropped; the sync one checks before it sleeps. [`RetryPolicy::decide`] decides what to do.
///
/// ```
/// use std::sync::atomic::{AtomicU32, Ordering};
///
/// use http::StatusCode;
/// use middleware_core::Chain;
/// use middleware_examples::{
///     Request, Response,
///     client::{ClientError, ClientResult, Retry, RetryPolicy},
/// };
///
/// let attempts = AtomicU32::new(0);
/// let app = Chain::<Request, ClientResult>::new()
///     .with(Retry::layer(RetryPolicy::default()))
///     .view(move |_: Request| match attempts.fetch_add(1, Ordering::Relaxed) {
///         0 => Err(ClientError::Disconnected("the cable was pulled".into())),
///         _ => Ok(Response::default()),
///     });
/// assert_eq!(app.call(Request::default()).unwrap().status(), StatusCode::OK);
/// ```
#[middleware]
#[derive(Debug)]
pub struct Retry<G> {
    get_response: GetResponse<G>,
    policy: RetryPolicy,
}

#[middleware(both)]
impl<G> Retry<G> {
    fn call(&self, request: Request) -> ClientResult {
        if !may_repeat(&request) {
            return self.get_response.call(request);
        }
        let mut attempts = Attempts::begin(&self.policy, &request);
        loop {
            let result = self.get_response.call(request.clone());
            attempts.made += 1;
            let Decision::Again { after } = self.policy.decide(attempts, &result) else {
                return result;
            };
            if !self.wait(after) {
                return result;
            }
        }
    }

    /// Waits for so long. Returns whether the response is still of use.
    fn wait(&self, time: Duration) -> bool {
        // In the thread pool: the future of this call was dropped.
        if caller_is_gone() {
            return false;
        }
        self.policy.clock.sleep(time);
        true
    }

    async fn wait_async(&self, time: Duration) -> bool {
        self.policy.clock.asleep(time).await;
        true
    }
}

/// Marks whether a request may be sent twice, regardless of its method: an extension of the request.
///
/// ```
/// use http::Method;
/// use middleware_examples::{Request, client::{Idempotent, may_repeat}};
///
/// let mut request = Request::default();
/// *request.method_mut() = Method::POST;
/// assert!(!may_repeat(&request));
/// // The server identifies the request by its `Idempotency-Key`.
/// request.extensions_mut().insert(Idempotent(true));
/// assert!(may_repeat(&request));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Idempotent(pub bool);

/// Returns whether a request may be sent again if the result of the first attempt is unknown: if its method is
/// [idempotent](https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2), or if it is marked as [`Idempotent`].
#[must_use]
pub fn may_repeat(request: &Request) -> bool {
    request.extensions().get().map_or_else(
        || {
            matches!(
                *request.method(),
                Method::GET
                    | Method::HEAD
                    | Method::OPTIONS
                    | Method::TRACE
                    | Method::PUT
                    | Method::DELETE
            )
        },
        |&Idempotent(is_idempotent)| is_idempotent,
    )
}
