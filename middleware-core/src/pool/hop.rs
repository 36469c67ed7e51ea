//! [`Hop`]: a job on a thread of a pool.

use std::{
    panic::resume_unwind,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use tokio::{runtime::Handle, task::JoinHandle};

use super::{
    Pool,
    caller::{self, Caller},
    carry::Carried,
    scope::Scope,
    ticket::Ticket,
};
use crate::runtime::{MayBlock, current_or_embedded};

/// A job on a thread of a pool, as its caller sees it: a future of the answer.
///
/// Dropped, it gives up a job that still waits for a thread, and leaves one that runs alone.
pub(crate) struct Hop<T> {
    _leave: Leave,
    answer: JoinHandle<Option<T>>,
}

impl<T: Send + 'static> Hop<T> {
    /// Hands `job` to the pool of `scope`. Where all threads are taken it waits for one.
    ///
    /// # Panics
    ///
    /// If there is no runtime and the embedded one cannot be started, if the system refuses the pool's first
    /// thread, and if a [`Carry`](super::Carry) panics.
    pub(crate) fn start(scope: Scope, job: impl FnOnce() -> T + Send + 'static) -> Self {
        let luggage = Luggage::pack(scope);
        let pool = luggage.scope.pool().clone();
        pool.load().take();
        Self::hand_over(&pool, luggage, job)
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
        if !pool.load().take_if_free() {
            return Err(job);
        }
        Ok(Self::hand_over(&pool, Luggage::pack(scope), job))
    }

    /// The pool has taken on the job.
    fn hand_over(pool: &Pool, luggage: Luggage, job: impl FnOnce() -> T + Send + 'static) -> Self {
        let asked = Arc::new(Asked {
            // With its luggage, which is given up with the job.
            ticket: Ticket::new((job, luggage)),
            pool: pool.clone(),
            outer: caller::current(),
        });
        // Made before the job is spawned: if that fails, the job is given up.
        let leave = Leave(Arc::clone(&asked) as Arc<dyn Job>);
        let answer = pool.spawn(move || {
            let (job, luggage) = asked.ticket.take()?;
            let _running = asked.pool.load().begin();
            let _caller = caller::enter(Arc::clone(&asked) as Arc<dyn Caller>);
            Some(luggage.unpack(job))
        });
        Self { _leave: leave, answer }
    }

    pub(crate) fn poll(&mut self, context: &mut Context<'_>) -> Poll<T> {
        Pin::new(&mut self.answer).poll(context).map(|ended| match ended {
            Ok(Some(answer)) => answer,
            Ok(None) => unreachable!("only who drops this gives the job up"),
            // Nothing aborts the job or shuts the pool down while somebody waits, so it has panicked.
            Err(error) => resume_unwind(error.into_panic()),
        })
    }
}

/// A job that somebody has asked for.
struct Asked<J> {
    ticket: Ticket<J>,
    pool: Pool,
    /// On whose behalf it was asked for, if that was a job too.
    outer: Option<Arc<dyn Caller>>,
}

impl<J: Send> Caller for Asked<J> {
    fn is_gone(&self) -> bool {
        self.ticket.is_left() || self.outer.as_ref().is_some_and(|outer| outer.is_gone())
    }
}

trait Job: Send + Sync {
    fn leave(&self);
}

impl<J: Send> Job for Asked<J> {
    fn leave(&self) {
        if let Some(job) = self.ticket.leave() {
            self.pool.load().give_up();
            drop(job);
        }
    }
}

/// The caller leaves when it is dropped.
struct Leave(Arc<dyn Job>);

impl Drop for Leave {
    fn drop(&mut self) {
        self.0.leave();
    }
}

/// What a job takes along to its thread.
struct Luggage {
    runtime: Handle,
    scope: Scope,
    carried: Vec<Carried>,
    #[cfg(feature = "tracing")]
    dispatch: tracing::Dispatch,
    #[cfg(feature = "tracing")]
    span: tracing::Span,
}

impl Luggage {
    fn pack(scope: Scope) -> Self {
        Self {
            runtime: current_or_embedded().unwrap_or_else(|error| {
                panic!("there is no runtime, and the embedded one cannot be started: {error}")
            }),
            carried: scope.carry().map(|carry| carry.capture()).collect(),
            scope,
            #[cfg(feature = "tracing")]
            dispatch: tracing::dispatcher::get_default(Clone::clone),
            #[cfg(feature = "tracing")]
            span: tracing::Span::current(),
        }
    }

    /// Runs `job` as if it ran where this was packed.
    fn unpack<T>(self, job: impl FnOnce() -> T) -> T {
        let _runtime = self.runtime.enter();
        let _may_block = MayBlock::within(&self.runtime);
        let _scope = self.scope.enter();
        #[cfg(feature = "tracing")]
        let _dispatch = tracing::dispatcher::set_default(&self.dispatch);
        #[cfg(feature = "tracing")]
        let _span = self.span.enter();
        #[cfg(feature = "tracing")]
        tracing::trace!(target: "middleware_core::pool", "hop");
        self.scope.count();
        if self.carried.is_empty() {
            return job();
        }
        let (mut job, mut answer) = (Some(job), None);
        carry(&mut self.carried.into_iter(), &mut || {
            if let Some(job) = job.take() {
                answer = Some(job());
            }
        });
        answer.expect("a `Carry` did not run the job that it was given")
    }
}

/// Runs `job` inside of all that is carried, the first one outermost.
fn carry(carried: &mut std::vec::IntoIter<Carried>, job: &mut dyn FnMut()) {
    match carried.next() {
        Some(outer) => outer(&mut || carry(carried, job)),
        None => job(),
    }
}
