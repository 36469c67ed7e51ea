//! [`RedisStore`]: sessions in a Redis server.

mod options;

use std::{fmt, io, time::Duration};

use async_trait::async_trait;
pub use options::RedisOptions;
use redis::Cmd;

use super::{SessionKey, Store, StoreError, Write};
use crate::redis_link::{Answer, Link, LinkError};

/// Redis refuses ends that are too far away for it.
const LONGEST: Duration = Duration::from_hours(100 * 365 * 24);

/// Why there is no [`RedisStore`].
#[derive(Debug, thiserror::Error)]
pub enum RedisStoreError {
    /// The URL is not one of a Redis server.
    #[error("the URL of the Redis server: {0}")]
    Url(#[source] redis::RedisError),
    /// The thread of the store cannot be started.
    #[error("the thread for the Redis server: {0}")]
    Thread(#[source] io::Error),
}

/// Keeps sessions in a Redis server, or one that speaks like it. They outlive the process, and several processes share
/// them. The server forgets what has expired.
///
/// One connection serves all requests, from sync and async code. It lives on a thread of the store's own: so it
/// belongs to no runtime that may end before it, an async request can be driven by any executor, and both halves have
/// the same rules for what goes wrong. A sync request blocks until that thread has its answer.
///
/// # What goes wrong
///
/// - A connection that has broken is opened again, once in a request.
/// - A request that gets no answer in [`timeout`](RedisOptions::timeout) has [`StoreError::Timeout`].
/// - What is not answered may have been done. What is answered is as safe as the server's
///   [persistence](https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/) makes it.
/// - A save goes on if nobody waits for it any more.
///
/// ```
/// use middleware_examples::session::{RedisOptions, RedisStore, SharedStore};
///
/// // Nothing is connected before it is needed.
/// let store = SharedStore::new(RedisStore::new(RedisOptions::default())?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct RedisStore {
    link: Link,
    prefix: String,
}

impl RedisStore {
    /// A store with these options. Nothing is connected yet: a server that does not answer is an error of the requests
    /// that need it.
    ///
    /// # Errors
    ///
    /// If the URL is wrong, or the system has no thread for it.
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

    /// What Redis calls it. Each is one command, so it is done at once or not at all.
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

/// Whether it could be done.
fn is_done(write: &Write, answer: &Answer<bool>) -> bool {
    // Nobody else has the key of a new session: if it is taken, the first try took it.
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
            LinkError::ThreadEnded => Self::unavailable("the thread that asks Redis has ended"),
        }
    }
}

/// Without the URL, which may have a password.
impl fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("RedisStore");
        shown.field("prefix", &self.prefix).field("timeout", &self.link.timeout());
        shown.finish_non_exhaustive()
    }
}
