//! [`Store`]: stores the number of requests of each key. [`AnyStore`]: a store that is chosen at run time.

use std::fmt;

use super::{Decision, Memory, RedisStore, redis::RedisError};

/// Stores the number of requests of each key, for a [`RateLimit`](super::RateLimit).
///
/// Like the layer, it has two halves: sync code calls [`admit`](Self::admit), and async code
/// [`admit_async`](Self::admit_async), which must not block. So the layer never causes a bridge.
///
/// # Examples
///
/// A store that lets requests with a short key in:
///
/// ```
/// use std::convert::Infallible;
///
/// use middleware_examples::rate_limit::{Decision, Store};
///
/// struct Short;
///
/// impl Store for Short {
///     type Error = Infallible;
///
///     fn admit(&self, key: &str) -> Result<Decision, Infallible> {
///         let short = key.len() < 4;
///         Ok(if short { Decision::Admitted } else { Decision::Refused { retry_after: None } })
///     }
///
///     async fn admit_async(&self, key: &str) -> Result<Decision, Infallible> {
///         self.admit(key)
///     }
/// }
///
/// assert_eq!(Short.admit("Ada"), Ok(Decision::Admitted));
/// ```
pub trait Store: Send + Sync + 'static {
    /// The reason for a missing decision.
    type Error: fmt::Display + Send;

    /// Counts a request of this key, and returns whether it is let in. May block.
    ///
    /// # Errors
    ///
    /// If the store does not answer.
    fn admit(&self, key: &str) -> Result<Decision, Self::Error>;

    /// The same for async code.
    ///
    /// # Errors
    ///
    /// If the store does not answer.
    fn admit_async(&self, key: &str) -> impl Future<Output = Result<Decision, Self::Error>> + Send;
}

/// A store that is chosen at run time, as in settings.
///
/// ```
/// use std::time::Duration;
///
/// use middleware_examples::rate_limit::{AnyStore, Decision, Memory, Quota, Store};
///
/// let store = AnyStore::Memory(Memory::new(Quota::new(1, Duration::from_secs(60))));
/// assert_eq!(store.admit("Ada").unwrap(), Decision::Admitted);
/// ```
#[derive(Clone, Debug)]
pub enum AnyStore {
    /// In the memory of this process.
    Memory(Memory),
    /// In Redis.
    Redis(RedisStore),
}

impl Store for AnyStore {
    type Error = RedisError;

    fn admit(&self, key: &str) -> Result<Decision, RedisError> {
        match self {
            Self::Memory(memory) => Ok(memory.decide(key)),
            Self::Redis(redis) => redis.admit(key),
        }
    }

    async fn admit_async(&self, key: &str) -> Result<Decision, RedisError> {
        match self {
            Self::Memory(memory) => Ok(memory.decide(key)),
            Self::Redis(redis) => redis.admit_async(key).await,
        }
    }
}
