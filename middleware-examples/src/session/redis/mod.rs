//! [`RedisStore`]: sessions in a Redis server.

mod options;

use std::{fmt, io, time::Duration};

use async_trait::async_trait;
pub use options::RedisOptions;
use redis::Cmd;

use super::{SessionKey, Store, StoreError, Write};
use crate::redis_link::{Answer, Link, LinkError};

/// Redis rejects a later expiry.
const LONGEST: Duration = Duration::from_hours(100 * 365 * 24);

/// Why a [`RedisStore`] cannot be created.
#[derive(Debug, thiserror::Error)]
pub enum RedisStoreError {
    /// The URL is not that of a Redis server.
    #[error("the URL of the Redis server is invalid: {0}")]
    Url(#[source] redis::RedisError),
    /// The thread of the store cannot be started.
    #[error("cannot start the thread for the Redis server: {0}")]
    Thread(#[source] io::Error),
}

/// Keeps sessions in a Redis server, or one with the same protocol. They outlive the process, and several processes
/// share them. The server removes expired sessions.
///
/// One connection serves all requests, from sync and async code. It runs on a thread of the store. So it does not
/// depend on a runtime that may end before it, and any executor can drive an async request. Both halves have the same
/// rules for failures. A sync request blocks until that thread has the answer.
///
/// # Failures
///
/// - A broken connection is opened again, once per request.
/// - A request without an answer within [`timeout`](RedisOptions::timeout) fails with [`StoreError::Timeout`].
/// - A write without an answer may have been done. A write with an answer is as durable as the server's
///   [persistence](https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/).
/// - A save continues if its request is cancelled.
///
/// ```
/// use middleware_examples::session::{RedisOptions, RedisStore, SharedStore};
///
/// // It connects on demand.
/// let store = SharedStore::new(RedisStore::new(RedisOptions::default())?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct RedisStore {
    link: Link,
    prefix: String,
}

impl RedisStore {
    /// Creates a store with these options. It does not connect yet: if the server does not answer, the requests that
    /// need it fail.
    ///
    /// # Errors
    ///
    /// If the URL is invalid, or the system cannot start the thread.
    pub fn new(options: RedisOptions) -> Result<Self, RedisStoreError> {
        let link = Link::new(&options.url, options.timeout).map_err(RedisStoreError::Url)?;
        link.start().map_err(RedisStoreError::Thread)?;
        Ok(Self { link, prefix: options.prefix })
    }

    fn name(&self, key: &SessionKey) -> String {
        format!("{}{}", self.prefix, key.as_str())
    }

    fn loading(&self, key: &SessionKey) -> Cmd {
        let mut command = redis::cmd("GET");
        command.arg(self.name(key));
        command
    }

    /// The command in Redis. It is a single command, so it is atomic.
    fn writing(&self, write: &Write) -> Cmd {
        let set = |key, record: &str, age: Duration, condition| {
            let age = age.min(LONGEST).as_millis().max(1).to_string();
            let mut command = redis::cmd("SET");
            command.arg(self.name(key)).arg(record).arg(condition).arg("PX").arg(age);
            command
        };
        match write {
            Write::Create { key, record, age } => set(key, record, *age, "NX"),
            Write::Update { key, record, age } => set(key, record, *age, "XX"),
            Write::Delete { key } => {
                let mut command = redis::cmd("DEL");
                command.arg(self.name(key));
                command
            }
        }
    }
}

/// Returns whether it could be done.
fn is_done(write: &Write, answer: &Answer<bool>) -> bool {
    // The key of a new session is unique. If it is in use, the first attempt has succeeded.
    answer.value || (answer.again && matches!(write, Write::Create { .. }))
}

#[async_trait]
impl Store for RedisStore {
    fn load(&self, key: &SessionKey) -> Result<Option<String>, StoreError> {
        Ok(self.link.ask(self.loading(key))?.value)
    }

    async fn aload(&self, key: &SessionKey) -> Result<Option<String>, StoreError> {
        Ok(self.link.ask_async(self.loading(key)).await?.value)
    }

    fn write(&self, write: Write) -> Result<bool, StoreError> {
        Ok(is_done(&write, &self.link.ask(self.writing(&write))?))
    }

    async fn awrite(&self, write: Write) -> Result<bool, StoreError> {
        Ok(is_done(&write, &self.link.ask_async(self.writing(&write)).await?))
    }
}

impl From<LinkError> for StoreError {
    fn from(error: LinkError) -> Self {
        match error {
            LinkError::Failed(error) => Self::unavailable(error),
            LinkError::TimedOut(timeout) => Self::Timeout(timeout),
            LinkError::NoThread(error) => Self::unavailable(error),
            LinkError::ThreadEnded => Self::unavailable("the thread for Redis has ended"),
        }
    }
}

/// Without the URL, which may contain a password.
impl fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("RedisStore");
        shown.field("prefix", &self.prefix).field("timeout", &self.link.timeout());
        shown.finish_non_exhaustive()
    }
}
