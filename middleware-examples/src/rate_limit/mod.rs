//! [`RateLimit`]: answers 429 if there are too many requests.

mod key;
mod memory;
mod options;
mod quota;
mod redis;
mod store;

use std::time::Duration;

use http::{HeaderValue, Request, Response, StatusCode, header};
use middleware_core::{GetResponse, chain::MiddlewareLayer, middleware};
use serde::Deserialize;

pub use self::{
    key::by_client,
    memory::{DEFAULT_MAX_KEYS, Memory},
    options::{KeyFn, RateLimitLayer, RateLimitOptions},
    quota::{Decision, Quota},
    redis::{DEFAULT_PREFIX, DEFAULT_TIMEOUT, RedisError, RedisStore},
    store::{AnyStore, Store},
};

/// The body of the response to a client with too many requests.
pub const RATE_LIMIT_EXCEEDED: &str = r#"{"error": "Rate limit exceeded"}"#;

/// The body of the response if the number of requests is not known.
pub const RATE_LIMIT_UNKNOWN: &str = r#"{"error": "Rate limit unavailable"}"#;

/// Limits the requests of each key to a [`Quota`], and answers the others with status 429.
///
/// | | what | default |
/// | --- | --- | --- |
/// | store | [`Memory`], for this process; [`RedisStore`], for all processes that share it; or another [`Store`] | |
/// | key | a function of the request; requests with `None` share one count | [`by_client`], the address |
/// | on failure | the reaction if the store does not answer: [`OnFailure`] | 503 |
///
/// The response to a refused request has the header `Retry-After`: the number of seconds, rounded up, until the next
/// one is let in. See [RFC 6585, section 4] and [RFC 9110, section 10.2.3].
///
/// It has both halves, and calls its store in the mode in which it runs. So no store causes a bridge.
///
/// ```
/// use std::time::Duration;
///
/// use http::StatusCode;
/// use middleware_core::Chain;
/// use middleware_examples::{RateLimit, Request, Response};
///
/// let app = Chain::<Request, Response>::new()
///     .with(RateLimit::in_memory(1, Duration::from_mins(1)))
///     .view(|_: Request| Response::default());
/// assert_eq!(app.call(Request::default()).status(), StatusCode::OK);
/// let refused = app.call(Request::default());
/// assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
/// assert_eq!(refused.headers()["retry-after"], "60");
/// ```
///
/// With another key, and letting requests through while the store is down:
///
/// ```
/// use std::time::Duration;
///
/// use middleware_core::Chain;
/// use middleware_examples::{RateLimit, Request, Response, rate_limit::{Memory, OnFailure, Quota}};
///
/// let store = Memory::new(Quota::new(1000, Duration::from_mins(1)).burst(50));
/// let by_account = |request: &Request| Some(request.headers().get("x-account")?.to_str().ok()?.to_owned());
/// let app = Chain::<Request, Response>::new()
///     .with(RateLimit::layer(store, by_account, OnFailure::LetThrough))
///     .view(|_: Request| Response::default());
/// ```
///
/// Django has no rate limit; the counterparts are `django-ratelimit` and the throttling of the [REST framework].
///
/// [RFC 6585, section 4]: https://www.rfc-editor.org/rfc/rfc6585#section-4
/// [RFC 9110, section 10.2.3]: https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
/// [REST framework]: https://www.django-rest-framework.org/api-guide/throttling/
#[middleware(name = "examples.RateLimit")]
#[derive(Debug)]
pub struct RateLimit<G, S, K> {
    get_response: GetResponse<G>,
    store: S,
    key: K,
    on_failure: OnFailure,
}

/// The reaction to a request while the store does not answer. In both cases there is a `tracing` event at the level
/// `WARN`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnFailure {
    /// Answers with status 503, so no request is let in. Use it for a limit that protects a resource.
    #[default]
    Refuse,
    /// Lets the request in. Use it for a limit that only ensures fair use.
    LetThrough,
}

impl<A> RateLimit<(), Memory, KeyFn<A>> {
    /// Limits the requests of a client in this time, counted in memory. All chains that use a clone of the layer share
    /// the counts.
    #[must_use]
    pub fn in_memory(
        limit: u32,
        per: Duration,
    ) -> MiddlewareLayer<Self, (Memory, KeyFn<A>, OnFailure)> {
        Self::layer(Memory::new(Quota::new(limit, per)), by_client, OnFailure::Refuse)
    }
}

impl<S, A> RateLimit<(), S, KeyFn<A>> {
    /// Limits the requests of a client with this store. While the store does not answer, no request is let in.
    #[must_use]
    pub fn on(store: S) -> MiddlewareLayer<Self, (S, KeyFn<A>, OnFailure)> {
        Self::layer(store, by_client, OnFailure::Refuse)
    }
}

/// The key of requests without a key.
const NO_KEY: &str = "none";

#[middleware]
impl<G, S, K, A, B> RateLimit<G, S, K>
where
    S: Store,
    K: Fn(&Request<A>) -> Option<String> + Send + Sync + 'static,
    B: From<&'static str>,
{
    fn call(&self, request: Request<A>) -> Response<B> {
        let key = (self.key)(&request);
        let decision = self.store.admit(key.as_deref().unwrap_or(NO_KEY));
        match self.refusal(decision) {
            Some(refusal) => refusal,
            None => self.get_response.call(request),
        }
    }

    async fn acall(&self, request: Request<A>) -> Response<B> {
        let key = (self.key)(&request);
        let decision = self.store.admit_async(key.as_deref().unwrap_or(NO_KEY)).await;
        match self.refusal(decision) {
            Some(refusal) => refusal,
            None => self.get_response.acall(request).await,
        }
    }

    /// Returns the response to a request that is not let in.
    fn refusal(&self, decision: Result<Decision, S::Error>) -> Option<Response<B>> {
        match decision {
            Ok(Decision::Admitted) => None,
            Ok(Decision::Refused { retry_after }) => {
                let mut refusal = answer(StatusCode::TOO_MANY_REQUESTS, RATE_LIMIT_EXCEEDED);
                if let Some(wait) = retry_after {
                    refusal.headers_mut().insert(header::RETRY_AFTER, whole_seconds(wait).into());
                }
                Some(refusal)
            }
            Err(error) => {
                tracing::warn!(%error, on_failure = ?self.on_failure, "the store of the rate limit did not answer");
                match self.on_failure {
                    OnFailure::Refuse => {
                        Some(answer(StatusCode::SERVICE_UNAVAILABLE, RATE_LIMIT_UNKNOWN))
                    }
                    OnFailure::LetThrough => None,
                }
            }
        }
    }
}

/// In whole seconds, rounded up, and at least one: with zero, the client would retry too early.
fn whole_seconds(wait: Duration) -> u64 {
    (wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).max(1)
}

fn answer<B: From<&'static str>>(status: StatusCode, body: &'static str) -> Response<B> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}
