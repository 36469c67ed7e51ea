//! [`Hop`]: a job on a thread of a pool.

use std::{
    mem,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use tokio::{
    runtime::Handle,
    sync::oneshot::{self, Receiver, Sender},
};

use super::{
    Fate, Job, Pool, Running, caller::Caller, luggage::Luggage, queue::Ticket, scope::Scope,
};
use crate::runtime::{MayBlock, current_or_embedded};

/// A job on a thread of a pool, as its caller sees it: a future of the answer.
///
/// Dropped, it gives up a job that still waits for a thread, and leaves one that runs alone.
pub(crate) struct Hop<T> {
    answer: Receiver<Answer<T>>,
    caller: Arc<Caller>,
    pool: Pool,
    ticket: Option<Ticket>,
}

type Answer<T> = Result<T, Failed>;

enum Failed {
    Panicked(Box<dyn std::any::Any + Send>),
    Refused(String),
}

impl<T: Send + 'static> Hop<T> {
    /// Hands `job` to the pool of `scope`. Where all threads are taken it waits for one.
    ///
    /// # Panics
    ///
    /// If there is no runtime and the embedded one cannot be started, and if a [`Carry`](super::Carry) panics.
    pub(crate) fn start(scope: Scope, job: impl FnOnce() -> T + Send + 'static) -> Self {
        let pool = scope.pool().clone();
        let (job, mut hop) = Self::new(pool, scope, job);
        hop.ticket = Some(hop.pool.put(job));
        hop
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
        let (job, mut hop) = Self::new(pool, scope, job);
        match hop.pool.put_if_free(job) {
            Ok(ticket) => hop.ticket = Some(ticket),
            // The last thread was taken in this moment, or the system refuses one more.
            Err(job) => job(Fate::InPlace),
        }
        Ok(hop)
    }

    fn new(pool: Pool, scope: Scope, job: impl FnOnce() -> T + Send + 'static) -> (Job, Self) {
        let runtime = current_or_embedded().unwrap_or_else(|error| {
            panic!("there is no runtime, and the embedded one cannot be started: {error}")
        });
        let (send, answer) = oneshot::channel();
        let caller = Caller::new();
        let luggage = Luggage::pack(scope);
        let job = in_pool(runtime, luggage, Arc::clone(&caller), send, job);
        (job, Self { answer, caller, pool, ticket: None })
    }

    /// # Panics
    ///
    /// If the job did, with its payload; and if the system refuses the pool its first thread.
    pub(crate) fn poll(&mut self, context: &mut Context<'_>) -> Poll<T> {
        let answer = ready!(Pin::new(&mut self.answer).poll(context));
        // It is answered, so there is nothing to give up and nobody who leaves.
        self.ticket = None;
        Poll::Ready(match answer {
            Ok(Ok(answer)) => answer,
            Ok(Err(Failed::Panicked(payload))) => resume_unwind(payload),
            Ok(Err(Failed::Refused(why))) => panic!("{why}"),
            Err(_) => unreachable!("a job answers, and only who drops this gives it up"),
        })
    }
}

/// What the pool runs: `job`, with all that goes along to the thread and back.
fn in_pool<T: Send + 'static>(
    runtime: Handle,
    luggage: Luggage,
    caller: Arc<Caller>,
    send: Sender<Answer<T>>,
    job: impl FnOnce() -> T + Send + 'static,
) -> Job {
    Box::new(move |fate| {
        let running = match fate {
            Fate::Hop(running) => Some(running),
            Fate::InPlace => None,
            Fate::Refused(error) => {
                let why = format!("the system refuses the pool its first thread: {error}");
                // Who has left need not know.
                let _ = send.send(Err(Failed::Refused(why)));
                return;
            }
        };
        // An answer that nobody waits for is dropped where the job ran, with all that is there.
        let unpacked = catch_unwind(AssertUnwindSafe(|| {
            luggage.unpack(&runtime, &caller, running.is_some(), || {
                let answer = catch_unwind(AssertUnwindSafe(job)).map_err(Failed::Panicked);
                if send.is_closed() {
                    abandon(answer);
                    None
                } else {
                    Some(answer)
                }
            })
        }));
        let Some(answer) = unpacked.unwrap_or_else(|payload| Some(Err(Failed::Panicked(payload))))
        else {
            return;
        };
        // Who gets the answer finds the thread free.
        let pool = running.as_ref().map(Running::pool);
        drop((running, caller));
        if let Err(answer) = send.send(answer) {
            // The caller has left in this moment.
            let _running = pool.map(Running::again);
            let _runtime = runtime.enter();
            let _may_block = MayBlock::within(&runtime);
            abandon(answer);
        }
    })
}

/// Drops what nobody waits for. A panic of its `Drop` has nowhere to go.
fn abandon<T>(answer: Answer<T>) {
    if let Err(payload) = catch_unwind(AssertUnwindSafe(|| drop(answer))) {
        // Its own `Drop` might panic again.
        mem::forget(payload);
    }
}

impl<T> Drop for Hop<T> {
    fn drop(&mut self) {
        if let Some(ticket) = self.ticket {
            self.caller.leave();
            // Dropped here, outside of the lock.
            drop(self.pool.take_back(ticket));
        }
    }
}
