//! [`Hop`]: a job on a thread of a pool, as a future.

use std::{
    marker::PhantomData,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use tokio::sync::oneshot::Receiver;

use super::{
    Pool,
    caller::Caller,
    job::{Disposition, Job},
    queue::JobId,
    scope::Scope,
    task::Task,
};

/// A job on a thread of a pool: a future of its output.
pub(crate) struct Hop<T> {
    pending: Pending,
    output: PhantomData<fn(T) -> T>,
}

impl<T: Send + 'static> Hop<T> {
    /// Sends `work` to the pool of `scope`. If all threads are busy, it waits for one.
    ///
    /// # Panics
    ///
    /// If the thread has no runtime and the embedded one cannot be started. Also if a
    /// [`ContextPropagator`](crate::bridge::ContextPropagator) panics.
    pub(crate) fn start(scope: Scope, work: impl FnOnce() -> T + Send + 'static) -> Self {
        let pool = scope.pool().clone();
        Self { pending: Pending::start(pool, Task::new(scope, work)), output: PhantomData }
    }

    /// As [`start`](Self::start) if a thread is free. Otherwise returns `work`.
    ///
    /// # Panics
    ///
    /// As [`start`](Self::start).
    pub(crate) fn start_if_free<F>(scope: Scope, work: F) -> Result<Self, F>
    where
        F: FnOnce() -> T + Send + 'static,
    {
        let pool = scope.pool().clone();
        if !pool.shared().queue.has_room() {
            return Err(work);
        }
        let pending = Pending::start_if_free(pool, Task::new(scope, work));
        Ok(Self { pending, output: PhantomData })
    }

    /// # Panics
    ///
    /// If the work panicked, with its payload; and if the system refuses the pool its first thread.
    pub(crate) fn poll(&mut self, context: &mut Context<'_>) -> Poll<T> {
        let mut task = ready!(self.pending.poll(context));
        Poll::Ready(task.take_output())
    }
}

/// A job that its caller waits for, whatever its output is.
///
/// If it is dropped, a job that still waits for a thread is removed, and a job that runs is not disturbed.
struct Pending {
    reply: Receiver<Box<Task>>,
    caller: Arc<Caller>,
    pool: Pool,
    /// `None` if the job runs in place or has finished.
    id: Option<JobId>,
}

impl Pending {
    fn start(pool: Pool, task: Box<Task>) -> Self {
        let (job, mut pending) = Self::new(pool, task);
        pending.id = Some(pending.pool.shared().push(job));
        pending
    }

    fn start_if_free(pool: Pool, task: Box<Task>) -> Self {
        let (job, mut pending) = Self::new(pool, task);
        match pending.pool.shared().try_push(job) {
            Ok(id) => pending.id = Some(id),
            // Another job has taken the last thread in the meantime, or the system refuses a further thread.
            Err(job) => job.complete(Disposition::InPlace),
        }
        pending
    }

    fn new(pool: Pool, task: Box<Task>) -> (Job, Self) {
        let caller = Arc::clone(task.caller());
        let (job, reply) = Job::new(task);
        (job, Self { reply, caller, pool, id: None })
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Box<Task>> {
        let reply = ready!(Pin::new(&mut self.reply).poll(context));
        // The job has finished, so `drop` has nothing to cancel.
        self.id = None;
        match reply {
            Ok(task) => Poll::Ready(task),
            Err(_) => unreachable!("a job replies unless its caller has left"),
        }
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        if let Some(id) = self.id {
            self.caller.leave();
            // The queue has released its lock when the job is dropped.
            drop(self.pool.shared().queue.remove(id));
        }
    }
}
