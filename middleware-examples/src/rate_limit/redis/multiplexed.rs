//! [`Multiplexed`]: how async code asks.

use std::sync::{Arc, Mutex, PoisonError};

use redis::{AsyncConnectionConfig, aio::MultiplexedConnection};
use tokio::{
    runtime::{Builder, Handle, Runtime},
    time,
};

use super::{Question, RedisError, is_broken};

/// One connection for all that ask at the same time, and the thread that drives it.
///
/// It is driven by a runtime of its own: one that is made for a request may be gone with it, or nobody may drive it
/// for a while, and then a connection that lives there serves nobody.
#[derive(Default)]
pub(super) struct Multiplexed {
    runtime: Mutex<Option<Runtime>>,
    link: Arc<Link>,
}

impl Multiplexed {
    /// Asks in a task: it serves every executor, and who is dropped while it waits leaves no half-made connection.
    pub(super) async fn ask(&self, question: &Arc<Question>, key: &str) -> Result<u64, RedisError> {
        let (question, link, key) = (Arc::clone(question), Arc::clone(&self.link), key.to_owned());
        let task = self.runtime()?.spawn(async move { link.ask_in_time(&question, &key).await });
        task.await.map_err(|_| RedisError::ThreadEnded)?
    }

    fn runtime(&self) -> Result<Handle, RedisError> {
        let mut runtime = self.runtime.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(runtime) = &*runtime {
            return Ok(runtime.handle().clone());
        }
        let mut builder = Builder::new_multi_thread();
        builder.worker_threads(1).thread_name("rate-limit").enable_all();
        let started = builder.build().map_err(RedisError::NoThread)?;
        Ok(runtime.insert(started).handle().clone())
    }
}

impl Drop for Multiplexed {
    fn drop(&mut self) {
        // Plain dropping waits for the thread, and panics in async code.
        let runtime = self.runtime.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(runtime) = runtime {
            runtime.shutdown_background();
        }
    }
}

#[derive(Default)]
struct Link {
    /// The connection, and the number of its kind.
    current: Mutex<(u64, Option<MultiplexedConnection>)>,
    connecting: tokio::sync::Mutex<()>,
}

impl Link {
    async fn ask_in_time(&self, question: &Question, key: &str) -> Result<u64, RedisError> {
        let mut used = None;
        let answer = time::timeout(question.timeout, self.ask(question, key, &mut used)).await;
        answer.unwrap_or_else(|_| {
            // Nobody knows whether it is Redis that is slow, or a connection that is dead.
            if let Some(number) = used {
                self.forget(number);
            }
            Err(RedisError::TimedOut(question.timeout))
        })
    }

    async fn ask(
        &self,
        question: &Question,
        key: &str,
        used: &mut Option<u64>,
    ) -> Result<u64, RedisError> {
        let was_there = self.connection();
        let is_old = was_there.is_some();
        let (number, mut connection) = match was_there {
            Some(there) => there,
            None => self.connect(question).await?,
        };
        *used = Some(number);
        match question.about(key).invoke_async(&mut connection).await {
            // It broke while nobody used it.
            Err(error) if is_broken(&error) => {
                self.forget(number);
                if !is_old {
                    return Err(error.into());
                }
            }
            answer => return Ok(answer?),
        }
        let (number, mut connection) = self.connect(question).await?;
        *used = Some(number);
        Ok(question.about(key).invoke_async(&mut connection).await?)
    }

    /// A new connection, or one that somebody else has made in the meantime.
    async fn connect(
        &self,
        question: &Question,
    ) -> Result<(u64, MultiplexedConnection), RedisError> {
        let _connecting = self.connecting.lock().await;
        if let Some(there) = self.connection() {
            return Ok(there);
        }
        // The timeout is around all of it.
        let config =
            AsyncConnectionConfig::new().set_connection_timeout(None).set_response_timeout(None);
        let made = question.client.get_multiplexed_async_connection_with_config(&config).await?;
        let mut current = self.current();
        *current = (current.0 + 1, Some(made.clone()));
        Ok((current.0, made))
    }

    fn connection(&self) -> Option<(u64, MultiplexedConnection)> {
        let current = self.current();
        Some((current.0, current.1.clone()?))
    }

    /// Forgets the connection, unless there is a newer one.
    fn forget(&self, number: u64) {
        let mut current = self.current();
        if current.0 == number {
            current.1 = None;
        }
    }

    fn current(&self) -> std::sync::MutexGuard<'_, (u64, Option<MultiplexedConnection>)> {
        // Nothing panics while it is locked.
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
