//! [`RateLimit`]: answers 429 to who asks too often.

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

/// What a client gets to read that asks too often.
pub const RATE_LIMIT_EXCEEDED: &str = r#"{"error": "Rate limit exceeded"}"#;

/// What a client gets to read if nobody knows how often it has asked.
pub const RATE_LIMIT_UNKNOWN: &str = r#"{"error": "Rate limit unavailable"}"#;

/// Lets in as many requests of a key as a [`Quota`] says, and answers the others with status 429.
///
/// | | what | default |
/// | --- | --- | --- |
/// | store | [`Memory`], for this process; [`RedisStore`], for all that share it; or another [`Store`] | |
/// | key | a function of the request; those that are `None` count together | [`by_client`], the address |
/// | on failure | what happens while the store gives no answer: [`OnFailure`] | 503 |
///
/// A refused request has the header `Retry-After`: in how many whole seconds, rounded up, the next one is let in
/// ([RFC 6585, section 4], [RFC 9110, section 10.2.3]).
///
/// It has both halves, and asks its store in the mode in which it runs: no store causes a bridge.
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
/// By another key, and through while the store is down:
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
/// Django has none; its counterparts are `django-ratelimit` and the throttling of the [REST framework].
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

/// What happens to a request while the store gives no answer. Either way there is a `tracing` event of the level
/// `WARN`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnFailure {
    /// It is answered with status 503: nobody is let in. For a limit that protects.
    #[default]
    Refuse,
    /// It is let in: nobody is refused. For a limit that only shares out.
    LetThrough,
}

impl<A> RateLimit<(), Memory, KeyFn<A>> {
    /// Lets in so many requests of a client in this time, counted in memory. All chains that are made with a clone of
    /// the layer count together.
    #[must_use]
    pub fn in_memory(
        limit: u32,
        per: Duration,
    ) -> MiddlewareLayer<Self, (Memory, KeyFn<A>, OnFailure)> {
        Self::layer(Memory::new(Quota::new(limit, per)), by_client, OnFailure::Refuse)
    }
}

impl<S, A> RateLimit<(), S, KeyFn<A>> {
    /// Lets in as many requests of a client as the store says, and nobody while it does not answer.
    #[must_use]
    pub fn on(store: S) -> MiddlewareLayer<Self, (S, KeyFn<A>, OnFailure)> {
        Self::layer(store, by_client, OnFailure::Refuse)
    }
}

/// The key of those requests that have none.
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

    /// What is answered instead, if the request is not let in.
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
                tracing::warn!(%error, on_failure = ?self.on_failure, "no answer from the rate limit's store");
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

/// In whole seconds, rounded up, and at least one: with none the client would come at once, and too early.
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
