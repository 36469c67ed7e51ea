//! [`Link`]: the way to a Redis server, for the stores that keep something there.

mod connection;

use std::{
    fmt, io,
    sync::{Arc, Mutex, PoisonError, mpsc},
    time::Duration,
};

use redis::{Client, Cmd, FromRedisValue, RedisResult, aio::MultiplexedConnection};
use tokio::runtime::{Builder, Handle, Runtime};

use self::connection::Connection;

/// The way to a Redis server, from sync and from async code.
///
/// One connection serves all questions at the same time. It lives on a thread of the link's own, as does every question
/// until it is answered. So the connection belongs to no runtime that may end before it, any executor can drive an
/// async question, and there is one set of rules for both kinds of code:
///
/// - Nothing is connected before the first question, and the thread is not started before it, or [`start`](Self::start).
/// - A connection that has broken is replaced, once in a question. The question is put again then, and may be done
///   twice: [`Answer::again`] says so.
/// - The timeout is that of the whole question: looking up the server's name, connecting, and putting it again.
///   After one that came in vain, the connection may be dead, so the next question opens another.
/// - A question goes on if nobody waits for its answer any more, until it is answered or the timeout is over.
/// - A link that is dropped drops what is under way. It does not wait for it, so async code can drop it.
///
/// # Why sync code has no connections of its own
///
/// It waits for that thread. Blocking connections would need a pool, rules of their own for what breaks in it, and as
/// many connections as there are threads that ask. Their timeouts are those of single reads and writes, and none is for
/// looking up the server's name.
///
/// They would be a little faster. On two busy cores, the server's included, a `GET` took 18 µs over a blocking
/// connection and 32 µs this way for one thread alone. Eight threads had 57 000 and 42 000 answers a second, and 64
/// threads 60 000 and 66 000.
pub(crate) struct Link {
    connection: Arc<Connection>,
    runtime: Mutex<Option<Runtime>>,
}

/// What is asked: a command, or several that depend on each other.
pub(crate) trait Question<T>: Send + Sync + 'static {
    /// Asks it over this connection.
    fn put(
        &self,
        connection: &mut MultiplexedConnection,
    ) -> impl Future<Output = RedisResult<T>> + Send;
}

impl<T: FromRedisValue> Question<T> for Cmd {
    fn put(
        &self,
        connection: &mut MultiplexedConnection,
    ) -> impl Future<Output = RedisResult<T>> + Send {
        self.query_async(connection)
    }
}

/// What the server answered.
pub(crate) struct Answer<T> {
    pub(crate) value: T,
    /// It was asked twice, and may have done it twice.
    pub(crate) again: bool,
}

/// Why there is no answer. The stores have errors of their own, which are made of these.
#[derive(Debug)]
pub(crate) enum LinkError {
    /// The server cannot be reached, or refuses what it is asked.
    Failed(redis::RedisError),
    /// It did not answer in time.
    TimedOut(Duration),
    /// The thread cannot be started.
    NoThread(io::Error),
    /// The thread has ended.
    ThreadEnded,
}

impl Link {
    /// The way to the server of this URL.
    ///
    /// # Errors
    ///
    /// If the URL is not one of a Redis server.
    pub(crate) fn new(url: &str, timeout: Duration) -> RedisResult<Self> {
        Ok(Self::over(Connection::new(Client::open(url)?, timeout)))
    }

    /// Another way to the same server, with this timeout.
    pub(crate) fn with_timeout(&self, timeout: Duration) -> Self {
        Self::over(self.connection.another(timeout))
    }

    fn over(connection: Connection) -> Self {
        Self { connection: Arc::new(connection), runtime: Mutex::default() }
    }

    pub(crate) fn timeout(&self) -> Duration {
        self.connection.timeout()
    }

    /// Starts the thread, for who wants to know at once whether there is one.
    ///
    /// # Errors
    ///
    /// If the system has no thread for it.
    pub(crate) fn start(&self) -> io::Result<()> {
        self.handle().map(drop)
    }

    /// Asks, and blocks until there is an answer.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub(crate) fn ask<T: Send + 'static>(
        &self,
        question: impl Question<T>,
    ) -> Result<Answer<T>, LinkError> {
        let (connection, handle) = (Arc::clone(&self.connection), self.running()?);
        // Not by blocking on the task: in a task of another runtime, which has to yield after some polls, that waits
        // for a wake-up from the thread that it blocks.
        let (done, answer) = mpsc::sync_channel(1);
        handle.spawn(async move {
            // An error means that nobody waits, which they do as long as it takes.
            let _ = done.send(connection.ask(&question).await);
        });
        answer.recv().map_err(|_| LinkError::ThreadEnded)?
    }

    /// Asks, from async code.
    ///
    /// # Errors
    ///
    /// If there is no answer.
    pub(crate) async fn ask_async<T: Send + 'static>(
        &self,
        question: impl Question<T>,
    ) -> Result<Answer<T>, LinkError> {
        let connection = Arc::clone(&self.connection);
        let task = self.running()?.spawn(async move { connection.ask(&question).await });
        task.await.map_err(|_| LinkError::ThreadEnded)?
    }

    fn running(&self) -> Result<Handle, LinkError> {
        self.handle().map_err(LinkError::NoThread)
    }

    fn handle(&self) -> io::Result<Handle> {
        // Nothing panics while it is locked.
        let mut runtime = self.runtime.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(runtime) = &*runtime {
            return Ok(runtime.handle().clone());
        }
        let mut builder = Builder::new_multi_thread();
        let started = builder.worker_threads(1).thread_name("redis-link").enable_all().build()?;
        Ok(runtime.insert(started).handle().clone())
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        let runtime = self.runtime.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(runtime) = runtime {
            // Waiting for it would panic in async code.
            runtime.shutdown_background();
        }
    }
}

/// Without the URL, which may have a password.
impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link").field("timeout", &self.timeout()).finish_non_exhaustive()
    }
}
