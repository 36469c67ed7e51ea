//! [`Link`]: access to a Redis server, for the stores in Redis.

mod connection;
mod names;
mod thread;

use std::{
    fmt, io,
    sync::{Arc, Mutex, PoisonError, mpsc},
    time::Duration,
};

use redis::{Client, Cmd, FromRedisValue, RedisResult, aio::MultiplexedConnection};
use tokio::runtime::Handle;

use self::{connection::Connection, thread::Thread};

/// Access to a Redis server, from sync and from async code.
///
/// One connection serves all concurrent commands. It runs on a thread of the link, and so does every command until it
/// is answered. So the connection does not depend on a runtime that may end before it, and any executor can drive an
/// async command. The same rules apply to both kinds of code:
///
/// - The link does not connect before the first command. The thread starts with that command, or with
///   [`start`](Self::start). If the system refuses it, that command fails, and the next one tries again.
/// - A broken connection is replaced, once per command. The command is then sent again, and may run twice:
///   [`Answer::again`] is set.
/// - The timeout covers the whole command: looking up the server's name, connecting, and sending it again. After a
///   timeout the connection may be dead, so the next command opens another one.
/// - If the caller stops waiting, the command continues until it is answered or the timeout is over.
/// - Dropping a link drops its pending commands. It does not wait for them, so async code can drop it.
///
/// # Why sync code has no connections of its own
///
/// Sync code waits for that thread. Blocking connections would need a pool, with rules of its own for broken
/// connections, and one connection per calling thread. Their timeouts are those of single reads and writes, and none
/// covers looking up the server's name.
///
/// They would be a little faster. On two busy cores, the server's included, a `GET` took 18 µs over a blocking
/// connection and 32 µs this way for one thread alone. Eight threads had 57 000 and 42 000 answers a second, and 64
/// threads 60 000 and 66 000.
pub(crate) struct Link {
    connection: Arc<Connection>,
    thread: Mutex<Option<Thread>>,
}

/// A command, or several that depend on each other.
pub(crate) trait Question<T>: Send + Sync + 'static {
    /// Sends it over this connection.
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

/// The answer of the server.
pub(crate) struct Answer<T> {
    pub(crate) value: T,
    /// Whether the command was sent twice, and may have run twice.
    pub(crate) again: bool,
}

/// The reason for a missing answer. The stores convert it into errors of their own.
#[derive(Debug)]
pub(crate) enum LinkError {
    /// The server cannot be reached, or rejects the command.
    Failed(redis::RedisError),
    /// It did not answer in time.
    TimedOut(Duration),
    /// The thread cannot be started.
    NoThread(io::Error),
    /// The thread has ended.
    ThreadEnded,
}

impl Link {
    /// Creates a link to the server at this URL.
    ///
    /// # Errors
    ///
    /// If the URL is not that of a Redis server.
    pub(crate) fn new(url: &str, timeout: Duration) -> RedisResult<Self> {
        Ok(Self::over(Connection::new(Client::open(url)?, timeout)))
    }

    /// Creates another link to the same server, with this timeout.
    pub(crate) fn with_timeout(&self, timeout: Duration) -> Self {
        Self::over(self.connection.another(timeout))
    }

    fn over(connection: Connection) -> Self {
        Self { connection: Arc::new(connection), thread: Mutex::default() }
    }

    pub(crate) fn timeout(&self) -> Duration {
        self.connection.timeout()
    }

    /// Starts the thread, so that a failure to start it is reported early.
    ///
    /// # Errors
    ///
    /// If the system cannot start the thread.
    pub(crate) fn start(&self) -> io::Result<()> {
        self.handle().map(drop)
    }

    /// Sends a command, and blocks until there is an answer.
    ///
    /// # Errors
    ///
    /// If the server does not answer.
    pub(crate) fn ask<T: Send + 'static>(
        &self,
        question: impl Question<T>,
    ) -> Result<Answer<T>, LinkError> {
        let (connection, handle) = (Arc::clone(&self.connection), self.running()?);
        // Not by blocking on the task: in a task of another runtime, which must yield after some polls, that would wait
        // for a wake-up from the thread that it blocks.
        let (done, answer) = mpsc::sync_channel(1);
        handle.spawn(async move {
            // An error means that the caller does not wait, which cannot happen here.
            let _ = done.send(connection.ask(&question).await);
        });
        answer.recv().map_err(|_| LinkError::ThreadEnded)?
    }

    /// Sends a command from async code.
    ///
    /// # Errors
    ///
    /// If the server does not answer.
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
        // No code panics while it is locked.
        let mut thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(thread) = &*thread {
            return Ok(thread.handle());
        }
        Ok(thread.insert(Thread::start()?).handle())
    }
}

/// Without the URL, which may contain a password.
impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link").field("timeout", &self.timeout()).finish_non_exhaustive()
    }
}
