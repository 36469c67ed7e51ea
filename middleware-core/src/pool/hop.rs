//! [`Hop`]: a job on a thread of a pool.

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
    job::{Fate, Job, Parcel},
    queue::Ticket,
    scope::Scope,
};

/// A job on a thread of a pool, as its caller sees it: a future of the answer.
pub(crate) struct Hop<T> {
    waiting: Waiting,
    answers: PhantomData<fn(T) -> T>,
}

impl<T: Send + 'static> Hop<T> {
    /// Hands `job` to the pool of `scope`. Where all threads are taken it waits for one.
    ///
    /// # Panics
    ///
    /// If there is no runtime and the embedded one cannot be started, and if a [`Carry`](super::Carry) panics.
    pub(crate) fn start(scope: Scope, job: impl FnOnce() -> T + Send + 'static) -> Self {
        let pool = scope.pool().clone();
        Self { waiting: Waiting::start(pool, Parcel::pack(scope, job)), answers: PhantomData }
    }

    /// As `start`, if a thread is free; otherwise gives the job back.
    ///
    /// # Panics
    ///
    /// As `start`.
    pub(crate) fn start_if_free<J>(scope: Scope, job: J) -> Result<Self, J>
    where
        J: FnOnce() -> T + Send + 'static,
    {
        let pool = scope.pool().clone();
        if !pool.is_free() {
            return Err(job);
        }
        let waiting = Waiting::start_if_free(pool, Parcel::pack(scope, job));
        Ok(Self { waiting, answers: PhantomData })
    }

    /// # Panics
    ///
    /// If the job did, with its payload; and if the system refuses the pool its first thread.
    pub(crate) fn poll(&mut self, context: &mut Context<'_>) -> Poll<T> {
        let mut parcel = ready!(self.waiting.poll(context));
        Poll::Ready(parcel.take_answer())
    }
}

/// The caller of a job, who waits for the parcel.
///
/// Dropped, it gives up a job that still waits for a thread, and leaves one that runs alone.
struct Waiting {
    answer: Receiver<Box<Parcel>>,
    caller: Arc<Caller>,
    pool: Pool,
    ticket: Option<Ticket>,
}

impl Waiting {
    fn start(pool: Pool, parcel: Box<Parcel>) -> Self {
        let (job, mut waiting) = Self::new(pool, parcel);
        waiting.ticket = Some(waiting.pool.put(job));
        waiting
    }

    fn start_if_free(pool: Pool, parcel: Box<Parcel>) -> Self {
        let (job, mut waiting) = Self::new(pool, parcel);
        match waiting.pool.put_if_free(job) {
            Ok(ticket) => waiting.ticket = Some(ticket),
            // The last thread was taken in this moment, or the system refuses one more.
            Err(job) => job.run(Fate::InPlace),
        }
        waiting
    }

    fn new(pool: Pool, parcel: Box<Parcel>) -> (Job, Self) {
        let caller = Arc::clone(parcel.caller());
        let (job, answer) = Job::new(parcel);
        (job, Self { answer, caller, pool, ticket: None })
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Box<Parcel>> {
        let parcel = ready!(Pin::new(&mut self.answer).poll(context));
        // It is answered, so there is nothing to give up and nobody who leaves.
        self.ticket = None;
        match parcel {
            Ok(parcel) => Poll::Ready(parcel),
            Err(_) => unreachable!("a job answers, and only who drops this gives it up"),
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if let Some(ticket) = self.ticket {
            self.caller.leave();
            // Dropped here, outside of the lock.
            drop(self.pool.take_back(ticket));
        }
    }
}
