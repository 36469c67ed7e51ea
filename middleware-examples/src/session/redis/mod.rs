//! [`RedisStore`]: sessions in a Redis server.

mod link;
mod options;

use std::{
    fmt, io,
    sync::{Arc, mpsc},
    time::Duration,
};

use async_trait::async_trait;
use link::{Answer, Link};
pub use options::RedisOptions;
use redis::{Client, Cmd};
use tokio::runtime::{Builder, Runtime};

use super::{SessionKey, Store, StoreError, Write};

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
    link: Arc<Link>,
    prefix: String,
    /// There until it is dropped.
    runtime: Option<Runtime>,
}

impl RedisStore {
    /// A store with these options. Nothing is connected yet: a server that does not answer is an error of the requests
    /// that need it.
    ///
    /// # Errors
    ///
    /// If the URL is wrong, or the system has no thread for it.
    pub fn new(options: RedisOptions) -> Result<Self, RedisStoreError> {
        let client = Client::open(options.url).map_err(RedisStoreError::Url)?;
        let mut runtime = Builder::new_multi_thread();
        runtime.worker_threads(1).thread_name("session-redis").enable_all();
        let runtime = runtime.build().map_err(RedisStoreError::Thread)?;
        let link = Arc::new(Link::new(client, options.timeout));
        Ok(Self { link, prefix: options.prefix, runtime: Some(runtime) })
    }

    fn name(&self, key: &SessionKey) -> String {
        format!("{}{}", self.prefix, key.as_str())
    }

    fn loading(&self, key: &SessionKey) -> impl Work<Option<String>> + use<> {
        let (link, mut command) = (Arc::clone(&self.link), redis::cmd("GET"));
        command.arg(self.name(key));
        async move { Ok(link.ask(&command).await?.value) }
    }

    fn writing(&self, write: &Write) -> impl Work<bool> + use<> {
        let (link, command) = (Arc::clone(&self.link), self.command(write));
        let is_new = matches!(write, Write::Create { .. });
        async move {
            let Answer { value: done, again } = link.ask(&command).await?;
            // Nobody else has the key of a new session: if it is taken, the first try took it.
            Ok(done || (is_new && again))
        }
    }

    /// What Redis calls it. Each is one command, so it is done at once or not at all.
    fn command(&self, write: &Write) -> Cmd {
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

    /// Has it done on the thread of the store, and blocks until it is.
    fn wait<T: Send + 'static>(&self, work: impl Work<T>) -> Result<T, StoreError> {
        let (done, answer) = mpsc::sync_channel(1);
        self.runtime()?.spawn(async move {
            // An error means that nobody waits, which they do as long as it takes.
            let _ = done.send(work.await);
        });
        answer.recv().map_err(StoreError::unavailable)?
    }

    /// Has it done on the thread of the store.
    async fn have_done<T: Send + 'static>(&self, work: impl Work<T>) -> Result<T, StoreError> {
        self.runtime()?.spawn(work).await.map_err(StoreError::unavailable)?
    }

    fn runtime(&self) -> Result<&Runtime, StoreError> {
        self.runtime.as_ref().ok_or_else(|| StoreError::unavailable("it is being dropped"))
    }
}

#[async_trait]
impl Store for RedisStore {
    fn load(&self, key: &SessionKey) -> Result<Option<String>, StoreError> {
        self.wait(self.loading(key))
    }

    async fn aload(&self, key: &SessionKey) -> Result<Option<String>, StoreError> {
        self.have_done(self.loading(key)).await
    }

    fn write(&self, write: Write) -> Result<bool, StoreError> {
        self.wait(self.writing(&write))
    }

    async fn awrite(&self, write: Write) -> Result<bool, StoreError> {
        self.have_done(self.writing(&write)).await
    }
}

/// What is done on the thread of the store.
trait Work<T>: Future<Output = Result<T, StoreError>> + Send + 'static {}

impl<T, F: Future<Output = Result<T, StoreError>> + Send + 'static> Work<T> for F {}

impl Drop for RedisStore {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // Waiting for it would panic in async code.
            runtime.shutdown_background();
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
