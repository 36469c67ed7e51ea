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

/// The layer that [`RateLimitOptions::layer`] returns.
pub type RateLimitLayer<A> =
    MiddlewareLayer<RateLimit<(), AnyStore, KeyFn<A>>, (AnyStore, KeyFn<A>, OnFailure)>;

/// The options of a rate limit in settings.
///
/// | option | default | |
/// | --- | --- | --- |
/// | `limit` | 100 | the number of requests of a client |
/// | `per_seconds` | 60 | in this number of seconds |
/// | `burst` | `limit` | the number of requests at once |
/// | `redis` | | the address of a Redis server for the counts; without it they are in memory |
/// | `prefix` | `rate-limit:` | the prefix of the keys in Redis |
/// | `timeout_milliseconds` | 500 | the timeout of Redis |
/// | `on_failure` | `refuse` | the reaction if Redis is too slow or down: `refuse` or `let_through` |
/// | `max_keys` | 100000 | the number of clients that are remembered in memory |
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
    /// The number of requests.
    pub limit: u32,
    /// The number of seconds.
    pub per_seconds: NonZeroU32,
    /// The number of requests at once.
    pub burst: Option<NonZeroU32>,
    /// The address of the Redis server for the counts.
    pub redis: Option<String>,
    /// The prefix of the keys in Redis.
    pub prefix: String,
    /// The timeout of Redis.
    pub timeout_milliseconds: NonZeroU32,
    /// The reaction if Redis does not answer.
    pub on_failure: OnFailure,
    /// The number of clients that are remembered in memory.
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
    /// Creates the layer, with the client's address as the key.
    ///
    /// # Errors
    ///
    /// If `redis` is not a valid address. The server need not be running yet.
    pub fn layer<A>(self) -> Result<RateLimitLayer<A>, RedisError> {
        let store = self.store()?;
        Ok(RateLimit::layer(store, by_client as KeyFn<A>, self.on_failure))
    }

    /// Creates the store, for a layer with another key.
    ///
    /// # Errors
    ///
    /// If `redis` is not a valid address.
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
    // Without the address, which may contain a password.
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
