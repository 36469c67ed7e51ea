//! [`Link`]: the way to the server. It is used on the thread of the store only.

use std::time::Duration;

use redis::{AsyncConnectionConfig, Client, Cmd, FromRedisValue, aio::MultiplexedConnection};
use tokio::sync::Mutex;

use crate::session::StoreError;

/// The way to the server.
pub(super) struct Link {
    client: Client,
    timeout: Duration,
    connection: Mutex<Option<MultiplexedConnection>>,
}

/// What the server answered.
pub(super) struct Answer<T> {
    pub(super) value: T,
    /// It was asked twice, and may have done it twice.
    pub(super) again: bool,
}

impl Link {
    pub(super) fn new(client: Client, timeout: Duration) -> Self {
        Self { client, timeout, connection: Mutex::default() }
    }

    pub(super) const fn timeout(&self) -> Duration {
        self.timeout
    }

    /// The answer to `command`, in time.
    pub(super) async fn ask<T: FromRedisValue>(
        &self,
        command: &Cmd,
    ) -> Result<Answer<T>, StoreError> {
        let answer = async {
            match self.ask_once(command).await {
                // The server may have been restarted since the last request.
                Err(error) if error.is_unrecoverable_error() || error.is_io_error() => {
                    let value = self.ask_once(command).await?;
                    Ok(Answer { value, again: true })
                }
                once => once.map(|value| Answer { value, again: false }),
            }
        };
        if let Ok(answer) = tokio::time::timeout(self.timeout, answer).await {
            return answer.map_err(StoreError::unavailable);
        }
        // The other end may be gone without a word. Who holds this is about to open a new connection.
        if let Ok(mut connection) = self.connection.try_lock() {
            *connection = None;
        }
        Err(StoreError::Timeout(self.timeout))
    }

    async fn ask_once<T: FromRedisValue>(&self, command: &Cmd) -> redis::RedisResult<T> {
        let mut connection = self.connection().await?;
        let answer = command.query_async(&mut connection).await;
        if answer.as_ref().is_err_and(|error| error.is_unrecoverable_error() || error.is_io_error())
        {
            *self.connection.lock().await = None;
        }
        answer
    }

    /// The connection, opened if there is none. One request opens it, and the others wait for that.
    async fn connection(&self) -> redis::RedisResult<MultiplexedConnection> {
        let mut connection = self.connection.lock().await;
        if let Some(connection) = &*connection {
            return Ok(connection.clone());
        }
        // The time is that of the whole request.
        let config =
            AsyncConnectionConfig::new().set_connection_timeout(None).set_response_timeout(None);
        let opened = self.client.get_multiplexed_async_connection_with_config(&config).await?;
        Ok(connection.insert(opened).clone())
    }
}
