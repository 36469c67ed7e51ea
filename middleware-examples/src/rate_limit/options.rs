//! [`RateLimitOptions`]: a rate limit from settings.

use std::{num::NonZeroU32, time::Duration};

use http::Request;
use middleware_core::chain::MiddlewareLayer;
use serde::Deserialize;

use super::{
    AnyStore, Memory, OnFailure, Quota, RateLimit, RedisError, RedisStore, by_client, memory, redis,
};

/// The key of a request, as a plain function.
pub type KeyFn<A> = fn(&Request<A>) -> Option<String>;

/// The layer that [`RateLimitOptions::layer`] makes.
pub type RateLimitLayer<A> =
    MiddlewareLayer<RateLimit<(), AnyStore, KeyFn<A>>, (AnyStore, KeyFn<A>, OnFailure)>;

/// What a rate limit from settings can be told.
///
/// | option | default | |
/// | --- | --- | --- |
/// | `limit` | 100 | how many requests of a client, in |
/// | `per_seconds` | 60 | so many seconds |
/// | `burst` | `limit` | how many at once |
/// | `redis` | | the address of a Redis that keeps the counts; without it they are in memory |
/// | `prefix` | `rate-limit:` | what the keys in Redis begin with |
/// | `timeout_milliseconds` | 500 | how long Redis may take |
/// | `on_failure` | `refuse` | what happens if it takes longer or is down: `refuse` or `let_through` |
/// | `max_keys` | 100000 | how many clients are remembered in memory |
///
/// ```
/// use middleware_core::Chain;
/// use middleware_examples::{Request, Response, rate_limit::RateLimitOptions};
///
/// let options: RateLimitOptions = serde_json::from_str(r#"{ "limit": 1, "per_seconds": 3600 }"#)?;
/// let app = Chain::<Request, Response>::new()
///     .with(options.layer()?)
///     .view(|_: Request| Response::default());
/// assert_eq!(app.call(Request::default()).status(), 200);
/// assert_eq!(app.call(Request::default()).status(), 429);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RateLimitOptions {
    /// How many requests.
    pub limit: u32,
    /// In how many seconds.
    pub per_seconds: NonZeroU32,
    /// How many at once.
    pub burst: Option<NonZeroU32>,
    /// The address of the Redis that keeps the counts.
    pub redis: Option<String>,
    /// What the keys in Redis begin with.
    pub prefix: String,
    /// How long Redis may take.
    pub timeout_milliseconds: NonZeroU32,
    /// What happens if Redis does not answer.
    pub on_failure: OnFailure,
    /// How many clients are remembered in memory.
    pub max_keys: usize,
}

impl Default for RateLimitOptions {
    fn default() -> Self {
        Self {
            limit: 100,
            per_seconds: NonZeroU32::new(60).unwrap_or(NonZeroU32::MIN),
            burst: None,
            redis: None,
            prefix: redis::DEFAULT_PREFIX.to_owned(),
            timeout_milliseconds: NonZeroU32::new(500).unwrap_or(NonZeroU32::MIN),
            on_failure: OnFailure::default(),
            max_keys: memory::DEFAULT_MAX_KEYS,
        }
    }
}

impl RateLimitOptions {
    /// The layer, with the client's address as the key.
    ///
    /// # Errors
    ///
    /// If `redis` is not the address of a Redis. It need not be there yet.
    pub fn layer<A>(self) -> Result<RateLimitLayer<A>, RedisError> {
        let store = self.store()?;
        Ok(RateLimit::layer(store, by_client as KeyFn<A>, self.on_failure))
    }

    /// The store: for a layer with another key.
    ///
    /// # Errors
    ///
    /// If `redis` is not the address of a Redis.
    pub fn store(&self) -> Result<AnyStore, RedisError> {
        let quota = Quota::new(self.limit, Duration::from_secs(self.per_seconds.get().into()));
        let quota = self.burst.map_or(quota, |burst| quota.burst(burst.get()));
        let Some(url) = &self.redis else {
            return Ok(AnyStore::Memory(Memory::max_keys(quota, self.max_keys)));
        };
        let timeout = Duration::from_millis(self.timeout_milliseconds.get().into());
        let store = RedisStore::new(url, quota)?.prefix(&self.prefix).timeout(timeout);
        Ok(AnyStore::Redis(store))
    }
}

impl std::fmt::Debug for RateLimitOptions {
    // Without the address, which may hold a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RateLimitOptions")
            .field("limit", &self.limit)
            .field("per_seconds", &self.per_seconds)
            .field("burst", &self.burst)
            .field("prefix", &self.prefix)
            .field("timeout_milliseconds", &self.timeout_milliseconds)
            .field("on_failure", &self.on_failure)
            .field("max_keys", &self.max_keys)
            .finish_non_exhaustive()
    }
}
