//! [`Queue`]: jobs that wait for a thread, and threads that wait for a job.

use std::{collections::BTreeMap, mem, time::Duration};

use super::sync::{AtomicUsize, Condvar, Mutex, MutexGuard, Ordering, PoisonError, sleep};

/// Jobs that wait for a thread, and threads that wait for a job: all that the threads of a pool share.
///
/// It starts no threads and wakes none: it says when one is needed. One lock guards everything but the number of jobs
/// that run; nothing of the user's runs under it, and nobody is woken under it, who would only wait for it.
///
/// To wake a thread, or to start one, costs many times what the queue does otherwise. So it is done only while
/// fewer jobs run than could make use of a processor, and if nobody is about to look for a job anyway. Whatever else
/// is put in waits for those that run to end; and one thread, the watch, sleeps and looks in turn for as long as
/// jobs wait, or are slow. Jobs that it finds running at two looks are long ones, and count no more among those that
/// run. If it finds that hardly any end, as many may begin as wait, each on a further thread.
///
/// A thread that finds no job sleeps at once. To give way once before (`yield_now`) makes hops cheaper, a server's too; but
/// where others keep the processors busy it costs the thread its turn, and each request milliseconds.
///
/// So this holds whenever the lock is free: if jobs wait, a thread is coming or watches, or there can be no further
/// one and all are at work.
pub(super) struct Queue<J> {
    most: usize,
    /// How many jobs may run without a look at how long they take.
    eager: usize,
    state: Mutex<State<J>>,
    work: Condvar,
    /// Goes up under the lock only, and down at any time.
    running: AtomicUsize,
}

/// How long the watch sleeps between two looks.
const LOOK: Duration = Duration::from_micros(100);

/// If fewer jobs than this end between two looks, for each one that runs, they are slow: to wake a thread is
/// little beside what such a job takes.
const QUICK: usize = 4;

struct State<J> {
    /// In the order in which they came.
    waiting: BTreeMap<u64, J>,
    next: u64,
    /// Threads that there are, whatever they do.
    threads: usize,
    /// Threads that sleep until they are woken, and have not been.
    idle: usize,
    /// Threads that have been woken and have not noticed yet. They are coming.
    woken: usize,
    /// Threads that have been woken or started, and have not looked for a job yet.
    coming: usize,
    is_watched: bool,
    /// How many looks there have been.
    looks: u64,
    /// Jobs that have begun since the last look, and whose threads have not come back.
    young: usize,
    /// Those that began between the last two looks.
    older: usize,
    /// Jobs whose threads have come back since the last look.
    ended: usize,
    /// Whether jobs took long when the watch looked, so that any may begin for which there is a thread.
    is_slow: bool,
    begun: u64,
    closed: bool,
}

impl<J> State<J> {
    fn may_begin(&self, eager: usize) -> bool {
        self.young + self.older < eager || self.is_slow || self.closed
    }

    /// The worker has come, or come back.
    fn arrive(&mut self, worker: &Worker) {
        let Some(look) = worker.began else {
            self.coming -= 1;
            return;
        };
        self.ended += 1;
        if look == self.looks {
            self.young -= 1;
        } else if look + 1 == self.looks {
            self.older -= 1;
        }
    }

    /// Takes the first job that waits, if it may begin.
    fn begin(&mut self, eager: usize, worker: &mut Worker) -> Option<J> {
        if !self.may_begin(eager) {
            return None;
        }
        let (_, job) = self.waiting.pop_first()?;
        worker.began = Some(self.looks);
        self.young += 1;
        self.begun += 1;
        Some(job)
    }

    /// What the watch sees when it has slept.
    fn look(&mut self) {
        self.is_slow = self.ended < QUICK * (self.young + self.older);
        self.looks += 1;
        self.older = mem::take(&mut self.young);
        self.ended = 0;
    }
}

/// A thread of the pool, as the queue knows it.
#[derive(Debug, Default)]
pub(super) struct Worker {
    /// After how many looks its last job began, if there was one.
    began: Option<u64>,
}

/// A job in the queue, for who put it there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ticket(u64);

/// What has to happen for the jobs that wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub(super) enum Needs {
    /// Nothing: they are seen to.
    Nothing,
    /// So many threads must be woken, with [`Queue::wake`]. They are counted already.
    Wake(usize),
    /// A new thread must be started. It is counted already: if that fails, say so with [`Queue::not_started`].
    Thread,
}

impl<J> Queue<J> {
    /// For `most` threads, of which so many may be `eager`: run jobs without a look at how long they take.
    pub(super) fn new(most: usize, eager: usize) -> Self {
        let state = State {
            waiting: BTreeMap::new(),
            next: 0,
            threads: 0,
            idle: 0,
            woken: 0,
            coming: 0,
            is_watched: false,
            looks: 0,
            young: 0,
            older: 0,
            ended: 0,
            is_slow: false,
            begun: 0,
            closed: false,
        };
        Self {
            most,
            eager,
            state: Mutex::new(state),
            work: Condvar::new(),
            running: AtomicUsize::new(0),
        }
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
        if self.has_room(&state) { Ok(self.insert(&mut state, job)) } else { Err(job) }
    }

    fn has_room(&self, state: &State<J>) -> bool {
        state.waiting.len() + self.running() < self.most
    }

    fn insert(&self, state: &mut State<J>, job: J) -> (Ticket, Needs) {
        let ticket = state.next;
        state.next += 1;
        state.waiting.insert(ticket, job);
        (Ticket(ticket), self.bring(state))
    }

    /// Brings a thread for the jobs that wait, if there is any, and if it is any use: to take one, or to watch. Where jobs
    /// are slow, each has use for one, and would wait long if threads woke each other. They start each other still: as
    /// each starts, some jobs may have ended.
    fn bring(&self, state: &mut State<J>) -> Needs {
        if state.waiting.is_empty() || (state.is_watched && !state.may_begin(self.eager)) {
            return Needs::Nothing;
        }
        let of_use = if state.is_slow { state.waiting.len() } else { 1 };
        let woken = state.idle.min(of_use.saturating_sub(state.coming));
        if woken > 0 {
            state.idle -= woken;
            state.woken += woken;
            state.coming += woken;
            return Needs::Wake(woken);
        }
        if state.coming == 0 && state.threads < self.most {
            state.threads += 1;
            state.coming += 1;
            return Needs::Thread;
        }
        Needs::Nothing
    }

    /// Takes a job back that no thread has come for yet.
    pub(super) fn take_back(&self, ticket: Ticket) -> Option<J> {
        self.lock().waiting.remove(&ticket.0)
    }

    /// The thread that was needed could not be started. If there is no other one, nobody would come for the
    /// jobs that wait: they come back.
    pub(super) fn not_started(&self) -> Vec<J> {
        let mut state = self.lock();
        state.threads -= 1;
        state.coming -= 1;
        if state.threads == 0 {
            return mem::take(&mut state.waiting).into_values().collect();
        }
        // One that was not there when the other one was needed.
        let needs = if state.idle > 0 { self.bring(&mut state) } else { Needs::Nothing };
        drop(state);
        if let Needs::Wake(threads) = needs {
            self.wake(threads);
        }
        Vec::new()
    }

    /// The next job of a thread, which waits for one for so long, and what the jobs behind it need. `None` if
    /// the thread is to end.
    ///
    /// The job counts as running until [`done`](Self::done).
    pub(super) fn next(&self, worker: &mut Worker, keep_alive: Duration) -> Option<(J, Needs)> {
        let mut state = self.lock();
        state.arrive(worker);
        loop {
            if let Some(job) = state.begin(self.eager, worker) {
                self.running.fetch_add(1, Ordering::Relaxed);
                return Some((job, self.bring(&mut state)));
            }
            state = if state.closed {
                state.threads -= 1;
                return None;
            } else if state.is_watched || (state.waiting.is_empty() && !state.is_slow) {
                self.sleep(state, keep_alive)?
            } else {
                self.watch(state)
            };
        }
    }

    /// Looks after the jobs, until one that waits may begin, or none waits and those that run are quick.
    fn watch<'a>(&'a self, mut state: MutexGuard<'a, State<J>>) -> MutexGuard<'a, State<J>> {
        state.is_watched = true;
        state.ended = 0;
        loop {
            drop(state);
            sleep(LOOK);
            state = self.lock();
            state.look();
            let is_over =
                if state.waiting.is_empty() { !state.is_slow } else { state.may_begin(self.eager) };
            if is_over || state.closed {
                break;
            }
        }
        state.is_watched = false;
        state
    }

    /// Sleeps until the thread is woken. `None` if it is to end, as nobody has needed it for so long.
    fn sleep<'a>(
        &'a self,
        mut state: MutexGuard<'a, State<J>>,
        keep_alive: Duration,
    ) -> Option<MutexGuard<'a, State<J>>> {
        state.idle += 1;
        loop {
            let (awake, timeout) =
                self.work.wait_timeout(state, keep_alive).unwrap_or_else(PoisonError::into_inner);
            state = awake;
            // Whichever notices first is the one that was woken, be it one whose time is over.
            if state.woken > 0 {
                state.woken -= 1;
                state.coming -= 1;
                return Some(state);
            }
            if state.closed {
                state.idle -= 1;
                return Some(state);
            }
            if timeout.timed_out() {
                state.idle -= 1;
                state.threads -= 1;
                return None;
            }
        }
    }

    /// Wakes the threads that are needed.
    pub(super) fn wake(&self, threads: usize) {
        for _ in 0..threads {
            self.work.notify_one();
        }
    }

    /// A job that was running has ended.
    pub(super) fn done(&self) {
        self.running.fetch_sub(1, Ordering::Relaxed);
    }

    /// A job that was said to have ended has something to do after all.
    pub(super) fn not_done(&self) {
        self.running.fetch_add(1, Ordering::Relaxed);
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
        self.running.load(Ordering::Relaxed)
    }

    pub(super) fn waiting(&self) -> usize {
        self.lock().waiting.len()
    }

    /// Whether a job that is put in now need not wait for another one to end.
    pub(super) fn is_free(&self) -> bool {
        self.has_room(&self.lock())
    }

    pub(super) fn begun(&self) -> u64 {
        self.lock().begun
    }
}
