//! [`Queue`]: the work queue of a pool, where jobs wait for threads and threads wait for jobs.
//!
//! Waking a thread costs more than the rest of a hop, whether a parked thread is notified or a new one is spawned. So the
//! queue wakes one only if two conditions hold: no starting thread would take the job, and a processor is free or jobs
//! are slow. In all other cases, a thread takes the job when its own job returns, without a wake-up.
//!
//! [`State`] makes the decisions. [`Queue`] is the lock and the condition variable around it. Neither spawns a thread:
//! the methods return a [`WakeAction`].
//!
//! # The states of a job
//!
//! ```text
//!                      a thread takes it                    it returns
//!             waiting ───────────────────► running ───────────────────► finished
//!              │   │
//!   its caller │   │ no thread can be spawned,
//!   drops it   │   │ and the pool has none
//!              ▼   ▼
//!        removed   refused
//! ```
//!
//! A job *may start* if one of these holds:
//!
//! - Fewer *recent* jobs run than there are processors. A job is recent if it started in this tick or in the last one.
//!   A job that runs for longer no longer counts, so a few long jobs do not delay short ones.
//! - Jobs are *slow*: at the last tick, few had finished compared to those that ran ([`QUICK`]).
//! - The queue is closed.
//!
//! # The states of a thread
//!
//! ```text
//!   spawn               notify
//!     │      ┌────────────────────────────┐
//!     ▼      ▼                            │
//!     starting ──► next step ──────────► parked
//!                  ▲ │   ▲ │ │              │ keep-alive time is over
//!                  │ ▼   │ ▼ └──► ended ◄───┘
//!               running  monitoring
//! ```
//!
//! The first row that applies is the next step:
//!
//! | situation | the thread |
//! | --- | --- |
//! | a job waits and may start | runs it |
//! | the queue is closed | ends |
//! | another thread monitors, or no job waits and jobs are not slow | parks |
//! | otherwise | monitors |
//!
//! The monitor sleeps for one [`TICK`] at a time, and then updates the counts on which the decisions depend. Monitoring
//! is over when a waiting job may start, when no job waits and jobs are not slow, or when the queue is closed. Closing
//! the queue also wakes the parked threads, for their next step.
//!
//! A thread parks at once if it finds no job. Yielding once before (`yield_now`) makes hops cheaper, also those of a
//! server. But where other programs keep the processors busy, it costs the thread its turn, and each request
//! milliseconds.
//!
//! # When a thread is woken
//!
//! The queue decides when a job is pushed, when a thread takes a job, and when the system refuses a thread while others
//! are parked. The first row that applies is the action:
//!
//! | situation | action |
//! | --- | --- |
//! | no job waits | nothing |
//! | no job may start, and a thread monitors | nothing: the monitor checks again at the next tick |
//! | fewer threads are starting than are useful, and some are parked | notify as many as are missing |
//! | no thread is starting, and the pool has fewer than it may have | spawn one |
//! | otherwise | nothing: a thread is starting or monitors, or all of them run jobs |
//!
//! While jobs are not slow, one starting thread is useful. While they are slow, one is useful per waiting job. A woken
//! thread monitors if no job may start.
//!
//! # Invariant
//!
//! Whenever the lock is free and a job waits, one of these holds, so each job is taken in the end:
//!
//! - A thread is starting.
//! - A thread monitors.
//! - All threads run jobs, and there can be no further thread.
//!
//! The lock guards everything but the number of running jobs. No code of the user runs under the lock. No thread is
//! notified under it, because that thread would wait for the lock at once.

mod state;

use std::time::Duration;

use self::state::{State, Step};
use super::sync::{AtomicUsize, Condvar, Mutex, MutexGuard, Ordering, PoisonError, sleep};

/// How long the monitor sleeps between two updates.
const TICK: Duration = Duration::from_micros(100);

/// Jobs finished per tick and per recent job that runs. Jobs are slow if there are fewer.
///
/// One thread that finishes 4 jobs in a tick of 100 µs takes 25 µs per job. To wake a thread costs little compared to a
/// job that takes longer than that.
const QUICK: usize = 4;

/// The jobs and the threads of a pool. See the [module](self).
pub(super) struct Queue<J> {
    max_threads: usize,
    state: Mutex<State<J>>,
    notification: Condvar,
    /// Grows only under the lock, and shrinks at any time.
    running: AtomicUsize,
}

/// What the queue knows of a thread.
#[derive(Debug, Default)]
pub(super) struct Worker {
    /// The tick in which its last job started, if there was one.
    last_start: Option<u64>,
}

/// Identifies a job, so that its caller can remove it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct JobId(u64);

/// What must happen so that the waiting jobs run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub(super) enum WakeAction {
    Nothing,
    /// Notify so many threads with [`Queue::notify`]. They are counted as starting already.
    Notify(usize),
    /// Spawn a thread. It is counted as starting already: on failure, call [`Queue::spawn_failed`].
    Spawn,
}

impl<J> Queue<J> {
    /// Creates a queue for at most `max_threads`. While jobs are not slow, `eager` is how many recent ones may run.
    pub(super) fn new(max_threads: usize, eager: usize) -> Self {
        Self {
            max_threads,
            state: Mutex::new(State::new(max_threads, eager)),
            notification: Condvar::new(),
            running: AtomicUsize::new(0),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State<J>> {
        // Nothing panics while it holds the lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a job, which may have to wait.
    pub(super) fn push(&self, job: J) -> (JobId, WakeAction) {
        self.lock().push(job)
    }

    /// Adds a job if it need not wait until another one finishes. Otherwise returns it.
    pub(super) fn try_push(&self, job: J) -> Result<(JobId, WakeAction), J> {
        let mut state = self.lock();
        if self.has_room_in(&state) { Ok(state.push(job)) } else { Err(job) }
    }

    /// Whether a job that is pushed now need not wait until another one finishes.
    pub(super) fn has_room(&self) -> bool {
        self.has_room_in(&self.lock())
    }

    fn has_room_in(&self, state: &State<J>) -> bool {
        state.waiting.len() + self.running() < self.max_threads
    }

    /// Removes a job that no thread has taken yet.
    pub(super) fn remove(&self, id: JobId) -> Option<J> {
        self.lock().waiting.remove(&id.0)
    }

    /// Handles a spawn that failed. If the pool has no other thread, returns all jobs, because no thread would take
    /// them.
    pub(super) fn spawn_failed(&self) -> Vec<J> {
        let (refused, action) = self.lock().spawn_failed();
        if let WakeAction::Notify(threads) = action {
            self.notify(threads);
        }
        refused
    }

    /// Waits for the next job of a thread. Returns it with the action that the jobs behind it need, or `None` if the
    /// thread must end.
    ///
    /// The job counts as running until [`finish`](Self::finish).
    pub(super) fn next(
        &self,
        worker: &mut Worker,
        keep_alive: Duration,
    ) -> Option<(J, WakeAction)> {
        let mut state = self.lock();
        state.check_in(worker);
        let mut step = state.next_step(worker);
        loop {
            step = match step {
                Step::Run(job, action) => {
                    self.running.fetch_add(1, Ordering::Relaxed);
                    return Some((job, action));
                }
                Step::End => return None,
                Step::Park => {
                    let wait = self.notification.wait_timeout(state, keep_alive);
                    let (locked, timeout) = wait.unwrap_or_else(PoisonError::into_inner);
                    state = locked;
                    state.unpark(worker, timeout.timed_out())
                }
                Step::Monitor => {
                    drop(state);
                    sleep(TICK);
                    state = self.lock();
                    state.tick(worker)
                }
            };
        }
    }

    /// Notifies so many parked threads.
    pub(super) fn notify(&self, threads: usize) {
        for _ in 0..threads {
            self.notification.notify_one();
        }
    }

    /// Counts a running job as finished.
    pub(super) fn finish(&self) {
        self.running.fetch_sub(1, Ordering::Relaxed);
    }

    /// Counts a finished job as running again.
    pub(super) fn resume(&self) {
        self.running.fetch_add(1, Ordering::Relaxed);
    }

    /// Lets the threads end when no more jobs wait.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.notification.notify_all();
    }

    pub(super) const fn max_threads(&self) -> usize {
        self.max_threads
    }

    pub(super) fn running(&self) -> usize {
        self.running.load(Ordering::Relaxed)
    }

    pub(super) fn waiting(&self) -> usize {
        self.lock().waiting.len()
    }

    /// How many jobs have started so far.
    pub(super) fn started(&self) -> u64 {
        self.lock().started
    }
}
