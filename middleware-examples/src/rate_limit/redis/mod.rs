//! [`RedisStore`]: a store in Redis, shared by all processes that use it.

mod blocking;
mod multiplexed;

use std::{fmt, io, sync::Arc, time::Duration};

use redis::{Client, Script, ScriptInvocation};
use sha1_smol::Sha1;

use self::{blocking::Blocking, multiplexed::Multiplexed};
use super::{Decision, Quota, Store};

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
/// Sync code asks over blocking connections, one for each thread that asks at the same time. Async code asks over
/// one multiplexed connection. That is driven by a thread of the store's own, which is started when
/// it is first needed: so it serves every runtime, and code without one.
///
/// A connection that has broken, as when Redis was started anew, is replaced on the spot. There is no answer if
/// Redis cannot be reached or does not answer within the timeout, [`DEFAULT_TIMEOUT`]: what happens then, the layer
/// [decides](super::OnFailure). In sync code the timeout holds for each step: connecting, and each of at most three
/// questions.
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
    question: Arc<Question>,
    blocking: Arc<Blocking>,
    multiplexed: Arc<Multiplexed>,
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
    /// The thread for the multiplexed connection cannot be started.
    #[error("the thread that asks Redis cannot be started: {0}")]
    NoThread(#[source] io::Error),
    /// The thread for the multiplexed connection has ended.
    #[error("the thread that asks Redis has ended")]
    ThreadEnded,
}

/// What is asked, and of whom: the same in both modes.
struct Question {
    client: Client,
    script: Script,
    prefix: String,
    timeout: Duration,
    /// In microseconds.
    interval: u64,
    tolerance: u64,
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
        let question = Question {
            client: Client::open(url)?,
            script: Script::new(include_str!("gcra.lua")),
            prefix: DEFAULT_PREFIX.to_owned(),
            timeout: DEFAULT_TIMEOUT,
            interval: micros(interval),
            tolerance: micros(tolerance),
        };
        Ok(Self::asking(question, quota))
    }

    /// The same, with keys that begin so. Limits with different quotas need different prefixes.
    #[must_use]
    pub fn prefix(self, prefix: &str) -> Self {
        self.with(|question| prefix.clone_into(&mut question.prefix))
    }

    /// The same, with this timeout; of zero it is a millisecond.
    #[must_use]
    pub fn timeout(self, timeout: Duration) -> Self {
        self.with(|question| question.timeout = timeout.max(Duration::from_millis(1)))
    }

    fn with(self, change: impl FnOnce(&mut Question)) -> Self {
        let mut question = self.question.copy();
        change(&mut question);
        Self::asking(question, self.quota)
    }

    fn asking(question: Question, quota: Quota) -> Self {
        Self {
            question: Arc::new(question),
            blocking: Arc::default(),
            multiplexed: Arc::default(),
            quota,
        }
    }
}

impl Question {
    fn about(&self, key: &str) -> ScriptInvocation<'_> {
        let key = if key.len() > LONGEST_KEY {
            format!("{}sha1:{}", self.prefix, Sha1::from(key).hexdigest())
        } else {
            format!("{}{key}", self.prefix)
        };
        let mut invocation = self.script.key(key);
        invocation.arg(self.interval).arg(self.tolerance);
        invocation
    }

    fn copy(&self) -> Self {
        let (client, script, prefix) =
            (self.client.clone(), self.script.clone(), self.prefix.clone());
        Self { client, script, prefix, ..*self }
    }
}

/// What an answer of the script means.
fn decision(micros: u64) -> Decision {
    match micros {
        0 => Decision::Admitted,
        wait => Decision::Refused { retry_after: Some(Duration::from_micros(wait)) },
    }
}

/// Whether it is the connection that has failed, so that another one may work.
fn is_broken(error: &redis::RedisError) -> bool {
    !error.is_timeout() && (error.is_io_error() || error.is_unrecoverable_error())
}

impl Store for RedisStore {
    type Error = RedisError;

    fn admit(&self, key: &str) -> Result<Decision, RedisError> {
        if self.quota.interval().is_none() {
            return Ok(Decision::Refused { retry_after: None });
        }
        self.blocking.ask(&self.question, key).map(decision)
    }

    async fn admit_async(&self, key: &str) -> Result<Decision, RedisError> {
        if self.quota.interval().is_none() {
            return Ok(Decision::Refused { retry_after: None });
        }
        self.multiplexed.ask(&self.question, key).await.map(decision)
    }
}

impl fmt::Debug for RedisStore {
    // Without the address, which may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStore")
            .field("prefix", &self.question.prefix)
            .field("timeout", &self.question.timeout)
            .field("quota", &self.quota)
            .finish_non_exhaustive()
    }
}
