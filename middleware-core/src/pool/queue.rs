//! [`Queue`]: jobs that wait for a thread, and threads that wait for a job.

use std::{collections::BTreeMap, mem, time::Duration};

use super::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Jobs that wait for a thread, and threads that wait for a job: all that the threads of a pool share.
///
/// It starts no threads: it says when one is needed. One lock guards everything, and nothing of the user's runs
/// under it.
pub(super) struct Queue<J> {
    most: usize,
    state: Mutex<State<J>>,
    work: Condvar,
}

struct State<J> {
    /// In the order in which they came.
    waiting: BTreeMap<u64, J>,
    next: u64,
    /// Threads that there are, whatever they do.
    threads: usize,
    /// Threads that wait for a job, and have been promised none.
    idle: usize,
    /// Threads that have been woken for a job and have not come for it yet.
    promised: usize,
    running: usize,
    begun: u64,
    closed: bool,
}

impl<J> State<J> {
    fn is_free(&self, most: usize) -> bool {
        self.waiting.len() + self.running < most
    }
}

/// A job in the queue, for who put it there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ticket(u64);

/// What has to happen for a job that was put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Needs {
    /// Nothing: a thread will come.
    Nothing,
    /// A new thread must be started. It is counted already: if that fails, say so with [`Queue::not_started`].
    Thread,
}

impl<J> Queue<J> {
    /// For `most` threads.
    pub(super) fn new(most: usize) -> Self {
        let state = State {
            waiting: BTreeMap::new(),
            next: 0,
            threads: 0,
            idle: 0,
            promised: 0,
            running: 0,
            begun: 0,
            closed: false,
        };
        Self { most, state: Mutex::new(state), work: Condvar::new() }
    }

    fn lock(&self) -> MutexGuard<'_, State<J>> {
        // Nothing panics while it holds the lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts in a job, which may have to wait.
    pub(super) fn put(&self, job: J) -> (Ticket, Needs) {
        self.insert(&mut self.lock(), job)
    }

    /// Puts in a job if it need not wait for another one to end; otherwise gives it back.
    pub(super) fn put_if_free(&self, job: J) -> Result<(Ticket, Needs), J> {
        let mut state = self.lock();
        if state.is_free(self.most) { Ok(self.insert(&mut state, job)) } else { Err(job) }
    }

    fn insert(&self, state: &mut State<J>, job: J) -> (Ticket, Needs) {
        let ticket = state.next;
        state.next += 1;
        state.waiting.insert(ticket, job);
        let needs = if state.idle > 0 {
            state.idle -= 1;
            state.promised += 1;
            self.work.notify_one();
            Needs::Nothing
        } else if state.threads < self.most {
            state.threads += 1;
            Needs::Thread
        } else {
            Needs::Nothing
        };
        (Ticket(ticket), needs)
    }

    /// Takes a job back that no thread has come for yet.
    pub(super) fn take_back(&self, ticket: Ticket) -> Option<J> {
        self.lock().waiting.remove(&ticket.0)
    }

    /// The thread that a job needed could not be started. If there is no other one, nobody would come for the
    /// jobs that wait: they come back.
    pub(super) fn not_started(&self) -> Vec<J> {
        let mut state = self.lock();
        state.threads -= 1;
        let waiting =
            if state.threads == 0 { mem::take(&mut state.waiting) } else { BTreeMap::new() };
        waiting.into_values().collect()
    }

    /// The next job of a thread, which waits for one for so long. `None` if the thread is to end.
    ///
    /// The job counts as running until [`done`](Self::done).
    pub(super) fn next(&self, keep_alive: Duration) -> Option<J> {
        let mut state = self.lock();
        loop {
            if let Some((_, job)) = state.waiting.pop_first() {
                state.running += 1;
                state.begun += 1;
                return Some(job);
            }
            if state.closed {
                state.threads -= 1;
                return None;
            }
            state.idle += 1;
            loop {
                let (woken, timeout) = self
                    .work
                    .wait_timeout(state, keep_alive)
                    .unwrap_or_else(PoisonError::into_inner);
                state = woken;
                // A promise is kept by whichever thread comes first, be it one whose time is over.
                if state.promised > 0 {
                    state.promised -= 1;
                    break;
                }
                if timeout.timed_out() || state.closed {
                    state.idle -= 1;
                    if state.closed {
                        break;
                    }
                    state.threads -= 1;
                    return None;
                }
            }
        }
    }

    /// A job that was running has ended.
    pub(super) fn done(&self) {
        self.lock().running -= 1;
    }

    /// A job that was said to have ended has something to do after all.
    pub(super) fn not_done(&self) {
        self.lock().running += 1;
    }

    /// Lets the threads end when there are no more jobs.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.work.notify_all();
    }

    pub(super) const fn most(&self) -> usize {
        self.most
    }

    pub(super) fn running(&self) -> usize {
        self.lock().running
    }

    pub(super) fn waiting(&self) -> usize {
        self.lock().waiting.len()
    }

    /// Whether a job that is put in now need not wait for another one to end.
    pub(super) fn is_free(&self) -> bool {
        self.lock().is_free(self.most)
    }

    pub(super) fn begun(&self) -> u64 {
        self.lock().begun
    }
}
