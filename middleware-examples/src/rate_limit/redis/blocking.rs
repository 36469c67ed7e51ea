//! [`Blocking`]: how sync code asks.

use std::sync::{Mutex, PoisonError};

use redis::Connection;

use super::{Question, RedisError, is_broken};

/// How many connections are kept while nobody uses them.
const MOST_IDLE: usize = 16;

/// Blocking connections. Each is used by one thread at a time, so there are never more than threads that ask.
#[derive(Default)]
pub(super) struct Blocking {
    idle: Mutex<Vec<Connection>>,
}

impl Blocking {
    pub(super) fn ask(&self, question: &Question, key: &str) -> Result<u64, RedisError> {
        // Bound first: within an `if let` it would stay locked.
        let idle = self.idle().pop();
        if let Some(connection) = idle {
            match self.ask_over(connection, question, key) {
                // It broke while nobody used it, as the others will have.
                Err(RedisError::Failed(error)) if is_broken(&error) => self.idle().clear(),
                answer => return answer,
            }
        }
        let connection = question
            .client
            .get_connection_with_timeout(question.timeout)
            .map_err(|error| question.failed(error))?;
        self.ask_over(connection, question, key)
    }

    /// Keeps the connection for the next one if it has answered: after a timeout the answer may still come.
    fn ask_over(
        &self,
        mut connection: Connection,
        question: &Question,
        key: &str,
    ) -> Result<u64, RedisError> {
        connection.set_read_timeout(Some(question.timeout))?;
        connection.set_write_timeout(Some(question.timeout))?;
        let answer = question.about(key).invoke(&mut connection);
        let answer = answer.map_err(|error| question.failed(error))?;
        let mut idle = self.idle();
        if idle.len() < MOST_IDLE {
            idle.push(connection);
        }
        Ok(answer)
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        // Nothing panics while it is locked.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Question {
    fn failed(&self, error: redis::RedisError) -> RedisError {
        if error.is_timeout() { RedisError::TimedOut(self.timeout) } else { error.into() }
    }
}
