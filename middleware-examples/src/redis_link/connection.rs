//! [`Connection`]: the connection on the thread of a [`Link`](super::Link).

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use redis::{AsyncConnectionConfig, Client, RedisResult, aio::MultiplexedConnection};
use tokio::time;

use super::{Answer, LinkError, Question, names::Names};

/// The connection that all commands share, opened on demand.
pub(super) struct Connection {
    client: Client,
    timeout: Duration,
    current: Mutex<Current>,
    /// Locked by the task that opens it, while the others wait.
    opening: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Current {
    /// The number of connections so far, so that a failure does not discard a newer one.
    number: u64,
    open: Option<MultiplexedConnection>,
}

impl Connection {
    pub(super) fn new(client: Client, timeout: Duration) -> Self {
        Self { client, timeout, current: Mutex::default(), opening: tokio::sync::Mutex::default() }
    }

    /// Creates one to the same server, not yet open.
    pub(super) fn another(&self, timeout: Duration) -> Self {
        Self::new(self.client.clone(), timeout)
    }

    pub(super) const fn timeout(&self) -> Duration {
        self.timeout
    }

    /// Returns the answer, within the timeout.
    pub(super) async fn ask<T>(&self, question: &impl Question<T>) -> Result<Answer<T>, LinkError> {
        let mut used = None;
        let answer = time::timeout(self.timeout, self.ask_at_most_twice(question, &mut used)).await;
        if let Ok(answer) = answer {
            return answer.map_err(LinkError::Failed);
        }
        // Either the server is slow, or the connection is dead.
        if let Some(number) = used {
            self.forget(number);
        }
        Err(LinkError::TimedOut(self.timeout))
    }

    async fn ask_at_most_twice<T>(
        &self,
        question: &impl Question<T>,
        used: &mut Option<u64>,
    ) -> RedisResult<Answer<T>> {
        let mut again = false;
        loop {
            let (number, mut connection) = self.open().await?;
            *used = Some(number);
            match question.put(&mut connection).await {
                Err(error) if is_broken(&error) => {
                    self.forget(number);
                    if again {
                        return Err(error);
                    }
                    // The server may have been restarted since the last command.
                    again = true;
                }
                answer => return answer.map(|value| Answer { value, again }),
            }
        }
    }

    /// Returns the connection, and opens it if there is none.
    async fn open(&self) -> RedisResult<(u64, MultiplexedConnection)> {
        if let Some(open) = self.current().open() {
            return Ok(open);
        }
        let _opening = self.opening.lock().await;
        // Another task has opened it in the meantime.
        if let Some(open) = self.current().open() {
            return Ok(open);
        }
        // The caller has a timeout for all of it.
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(None)
            .set_response_timeout(None)
            .set_dns_resolver(Names);
        let opened = self.client.get_multiplexed_async_connection_with_config(&config).await?;
        let mut current = self.current();
        *current = Current { number: current.number + 1, open: Some(opened.clone()) };
        Ok((current.number, opened))
    }

    /// Drops the connection, unless there is a newer one.
    fn forget(&self, number: u64) {
        let mut current = self.current();
        if current.number == number {
            current.open = None;
        }
    }

    fn current(&self) -> MutexGuard<'_, Current> {
        // No code panics while it is locked.
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Current {
    fn open(&self) -> Option<(u64, MultiplexedConnection)> {
        Some((self.number, self.open.clone()?))
    }
}

/// Whether the connection has failed, so that another one may work.
fn is_broken(error: &redis::RedisError) -> bool {
    error.is_io_error() || error.is_unrecoverable_error()
}
