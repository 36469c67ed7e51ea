//! [`RedisStore`]: a store in Redis, shared by all processes that use it.

use std::{fmt, io, sync::Arc, time::Duration};

use redis::{RedisResult, Script, aio::MultiplexedConnection};
use sha1_smol::Sha1;

use super::{Decision, Quota, Store};
use crate::redis_link::{Link, LinkError, Question};

/// The default timeout of Redis.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_millis(500);

/// The default prefix of the keys in Redis.
pub const DEFAULT_PREFIX: &str = "rate-limit:";

/// The longest key that is written unchanged.
const LONGEST_KEY: usize = 64;

/// A store in Redis from version 5 on, or in a server with the same protocol. All processes with the same server,
/// prefix and quota share the counts, and so do clones.
///
/// The Lua script `gcra.lua` decides and counts, and Redis runs it [atomically]. So of any number of concurrent
/// requests, exactly as many are let in as the [`Quota`] allows. It uses the clock of the server. A key is one number,
/// and is removed as soon as its bucket is full again. A key longer than 64 bytes is written as its SHA-1. Other keys
/// are readable in Redis, so hash them first if they are secret.
///
/// One connection serves all requests, from sync and async code. It runs on a thread of the store, which starts on
/// demand. So it works with every runtime, and without one. Sync code blocks until that thread has the answer.
///
/// A broken connection, for example after a restart of Redis, is replaced, once per request; such a request may be
/// counted twice. If Redis cannot be reached, or does not answer within the timeout, [`DEFAULT_TIMEOUT`], the layer
/// [decides](super::OnFailure). The timeout includes connecting. A cancelled request is counted too.
///
/// ```no_run
/// use std::time::Duration;
///
/// use middleware_core::Chain;
/// use middleware_examples::{RateLimit, Request, Response, rate_limit::{Quota, RedisStore}};
///
/// let quota = Quota::new(100, Duration::from_secs(60));
/// let store = RedisStore::new("redis://127.0.0.1:6379", quota)?.prefix("shop:");
/// let app = Chain::<Request, Response>::new()
///     .with(RateLimit::on(store))
///     .view(async |_: Request| Response::default());
/// # Ok::<(), middleware_examples::rate_limit::RedisError>(())
/// ```
///
/// [atomically]: https://redis.io/docs/latest/develop/programmability/eval-intro/
#[derive(Clone)]
pub struct RedisStore {
    link: Arc<Link>,
    buckets: Arc<Buckets>,
    quota: Quota,
}

/// Why Redis did not answer.
///
/// ```
/// use std::time::Duration;
///
/// use middleware_examples::rate_limit::{Quota, RedisStore};
///
/// let error = RedisStore::new("http://example.com", Quota::new(1, Duration::from_secs(1)));
/// assert!(error.unwrap_err().to_string().starts_with("Redis: "));
/// ```
#[derive(Debug, thiserror::Error)]
pub enum RedisError {
    /// It cannot be reached, or rejects the command.
    #[error("Redis: {0}")]
    Failed(#[from] redis::RedisError),
    /// It did not answer in time.
    #[error("Redis did not answer within {0:?}")]
    TimedOut(Duration),
    /// The thread for the connection cannot be started.
    #[error("cannot start the thread for Redis: {0}")]
    NoThread(#[source] io::Error),
    /// The thread for the connection has ended.
    #[error("the thread for Redis has ended")]
    ThreadEnded,
}

impl From<LinkError> for RedisError {
    fn from(error: LinkError) -> Self {
        match error {
            LinkError::Failed(error) => Self::Failed(error),
            LinkError::TimedOut(timeout) => Self::TimedOut(timeout),
            LinkError::NoThread(error) => Self::NoThread(error),
            LinkError::ThreadEnded => Self::ThreadEnded,
        }
    }
}

/// The data that is the same for all keys.
#[derive(Clone)]
struct Buckets {
    script: Script,
    prefix: String,
    /// In microseconds.
    interval: u64,
    tolerance: u64,
}

/// A request of one key: the script, which may have to be loaded into the server first.
struct OneMore {
    buckets: Arc<Buckets>,
    key: String,
}

impl RedisStore {
    /// Creates a store in the Redis server at this address: `redis://127.0.0.1:6379`. It connects on demand.
    ///
    /// # Errors
    ///
    /// If the address is not valid.
    pub fn new(url: &str, quota: Quota) -> Result<Self, RedisError> {
        let interval = quota.interval().unwrap_or_default();
        let tolerance = interval.saturating_mul(quota.size().saturating_sub(1));
        // A quota has no longer times.
        let micros = |time: Duration| u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        let buckets = Buckets {
            script: Script::new(include_str!("gcra.lua")),
            prefix: DEFAULT_PREFIX.to_owned(),
            interval: micros(interval),
            tolerance: micros(tolerance),
        };
        let link = Link::new(url, DEFAULT_TIMEOUT)?;
        Ok(Self { link: Arc::new(link), buckets: Arc::new(buckets), quota })
    }

    /// Sets the prefix of the keys. Limits with different quotas need different prefixes.
    #[must_use]
    pub fn prefix(mut self, prefix: &str) -> Self {
        prefix.clone_into(&mut Arc::make_mut(&mut self.buckets).prefix);
        self
    }

    /// Sets the timeout; zero counts as a millisecond.
    #[must_use]
    pub fn timeout(self, timeout: Duration) -> Self {
        let link = self.link.with_timeout(timeout.max(Duration::from_millis(1)));
        Self { link: Arc::new(link), ..self }
    }

    /// Returns the command for a key, unless no request is ever let in.
    fn one_more(&self, key: &str) -> Option<OneMore> {
        self.quota.interval()?;
        let prefix = &self.buckets.prefix;
        let key = if key.len() > LONGEST_KEY {
            format!("{prefix}sha1:{}", Sha1::from(key).hexdigest())
        } else {
            format!("{prefix}{key}")
        };
        Some(OneMore { buckets: Arc::clone(&self.buckets), key })
    }
}

impl Question<u64> for OneMore {
    async fn put(&self, connection: &mut MultiplexedConnection) -> RedisResult<u64> {
        let Buckets { script, interval, tolerance, .. } = &*self.buckets;
        script.key(&self.key).arg(interval).arg(tolerance).invoke_async(connection).await
    }
}

/// Converts an answer of the script.
fn decision(micros: u64) -> Decision {
    match micros {
        0 => Decision::Admitted,
        wait => Decision::Refused { retry_after: Some(Duration::from_micros(wait)) },
    }
}

/// The decision if no request is ever let in.
const NEVER: Decision = Decision::Refused { retry_after: None };

impl Store for RedisStore {
    type Error = RedisError;

    fn admit(&self, key: &str) -> Result<Decision, RedisError> {
        let Some(question) = self.one_more(key) else { return Ok(NEVER) };
        Ok(decision(self.link.ask(question)?.value))
    }

    async fn admit_async(&self, key: &str) -> Result<Decision, RedisError> {
        let Some(question) = self.one_more(key) else { return Ok(NEVER) };
        Ok(decision(self.link.ask_async(question).await?.value))
    }
}

impl fmt::Debug for RedisStore {
    // Without the address, which may contain a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStore")
            .field("prefix", &self.buckets.prefix)
            .field("timeout", &self.link.timeout())
            .field("quota", &self.quota)
            .finish_non_exhaustive()
    }
}
