//! [`RedisStore`]: a store in Redis, shared by all processes that use it.

use std::{fmt, io, sync::Arc, time::Duration};

use redis::{RedisResult, Script, aio::MultiplexedConnection};
use sha1_smol::Sha1;

use super::{Decision, Quota, Store};
use crate::redis_link::{Link, LinkError, Question};

/// How long Redis may take, unless another time is chosen.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_millis(500);

/// What the keys in Redis begin with, unless something else is chosen.
pub const DEFAULT_PREFIX: &str = "rate-limit:";

/// The longest key that is written as it is.
const LONGEST_KEY: usize = 64;

/// A store in Redis, or in what speaks its protocol, from version 5 on. All processes with the same server, prefix and
/// quota share the counts, and clones do.
///
/// One Lua script decides and counts, `gcra.lua`, which Redis runs [as a whole]: of any number of requests at the same
/// time exactly as many are let in as the [`Quota`] says. It goes by the clock of the server. A key is one number, and
/// is gone as soon as its bucket is full again; one longer than 64 bytes is written as its SHA-1. A key that is a secret
/// can be read there, so hash it before.
///
/// One connection serves all requests, from sync and async code. It lives on a thread of the store's own, which is
/// started when it is first needed: so it serves every runtime, and code without one. Sync code blocks until that
/// thread has its answer.
///
/// A connection that has broken, as when Redis was started anew, is replaced on the spot, once in a request, which may
/// be counted twice then. There is no answer if Redis cannot be reached or does not answer within the timeout,
/// [`DEFAULT_TIMEOUT`], connecting included: what happens then, the layer [decides](super::OnFailure). A request that
/// nobody waits for any more is counted all the same.
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
/// [as a whole]: https://redis.io/docs/latest/develop/programmability/eval-intro/
#[derive(Clone)]
pub struct RedisStore {
    link: Arc<Link>,
    buckets: Arc<Buckets>,
    quota: Quota,
}

/// Why Redis gives no answer.
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
    /// It cannot be reached, or refuses what it is asked.
    #[error("Redis: {0}")]
    Failed(#[from] redis::RedisError),
    /// It did not answer in time.
    #[error("Redis did not answer within {0:?}")]
    TimedOut(Duration),
    /// The thread for the connection cannot be started.
    #[error("the thread that asks Redis cannot be started: {0}")]
    NoThread(#[source] io::Error),
    /// The thread for the connection has ended.
    #[error("the thread that asks Redis has ended")]
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

/// What is the same for all keys.
#[derive(Clone)]
struct Buckets {
    script: Script,
    prefix: String,
    /// In microseconds.
    interval: u64,
    tolerance: u64,
}

/// A request of one key: the script, which the server may have to be told first.
struct OneMore {
    buckets: Arc<Buckets>,
    key: String,
}

impl RedisStore {
    /// A store in the Redis of this address: `redis://127.0.0.1:6379`. It does not connect before it is needed.
    ///
    /// # Errors
    ///
    /// If it is not the address of a Redis.
    pub fn new(url: &str, quota: Quota) -> Result<Self, RedisError> {
        let interval = quota.interval().unwrap_or_default();
        let tolerance = interval.saturating_mul(quota.size().saturating_sub(1));
        // A quota has no longer times than these.
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

    /// The same, with keys that begin so. Limits with different quotas need different prefixes.
    #[must_use]
    pub fn prefix(mut self, prefix: &str) -> Self {
        prefix.clone_into(&mut Arc::make_mut(&mut self.buckets).prefix);
        self
    }

    /// The same, with this timeout; of zero it is a millisecond.
    #[must_use]
    pub fn timeout(self, timeout: Duration) -> Self {
        let link = self.link.with_timeout(timeout.max(Duration::from_millis(1)));
        Self { link: Arc::new(link), ..self }
    }

    /// What is asked about a key, unless no request may pass anyway.
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

/// What an answer of the script means.
fn decision(micros: u64) -> Decision {
    match micros {
        0 => Decision::Admitted,
        wait => Decision::Refused { retry_after: Some(Duration::from_micros(wait)) },
    }
}

/// What is answered if no request may ever pass.
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
    // Without the address, which may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStore")
            .field("prefix", &self.buckets.prefix)
            .field("timeout", &self.link.timeout())
            .field("quota", &self.quota)
            .finish_non_exhaustive()
    }
}
