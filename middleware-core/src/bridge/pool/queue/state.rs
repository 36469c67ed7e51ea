//! [`State`]: the counts behind the lock of a [`Queue`](super::Queue), and the decisions that depend on them.

use std::{collections::BTreeMap, mem};

use super::{JobId, QUICK, WakeAction, Worker};

/// What the lock guards. The tables of the [module](super) describe its decisions.
pub(super) struct State<J> {
    max_threads: usize,
    /// How many recent jobs may run while jobs are not slow: one per processor.
    eager: usize,
    /// In the order of their arrival.
    pub(super) waiting: BTreeMap<u64, J>,
    next_id: u64,
    /// All threads, in any state.
    threads: usize,
    /// Threads that wait for a notification, and for which none is on its way.
    parked: usize,
    /// Notifications on their way: the first parked thread that wakes up takes one.
    notified: usize,
    /// Threads that were notified or spawned, and have not taken their next step yet.
    starting: usize,
    is_monitored: bool,
    /// How many ticks there have been.
    ticks: u64,
    /// Jobs that started in this tick, and whose threads have not checked in since.
    started_this_tick: usize,
    /// The same for jobs that started in the last tick.
    started_last_tick: usize,
    /// Jobs whose threads have checked in during this tick.
    finished_this_tick: usize,
    /// Whether jobs were slow at the last tick, so that each may start for which there is a thread.
    is_slow: bool,
    /// How many jobs have started so far.
    pub(super) started: u64,
    pub(super) closed: bool,
}

/// What a thread does next.
pub(super) enum Step<J> {
    /// Run the job, and take the action for the jobs behind it.
    Run(J, WakeAction),
    Park,
    Monitor,
    End,
}

impl<J> State<J> {
    pub(super) const fn new(max_threads: usize, eager: usize) -> Self {
        Self {
            max_threads,
            eager,
            waiting: BTreeMap::new(),
            next_id: 0,
            threads: 0,
            parked: 0,
            notified: 0,
            starting: 0,
            is_monitored: false,
            ticks: 0,
            started_this_tick: 0,
            started_last_tick: 0,
            finished_this_tick: 0,
            is_slow: false,
            started: 0,
            closed: false,
        }
    }

    const fn may_start(&self) -> bool {
        self.started_this_tick + self.started_last_tick < self.eager || self.is_slow || self.closed
    }

    pub(super) fn push(&mut self, job: J) -> (JobId, WakeAction) {
        let id = self.next_id;
        self.next_id += 1;
        self.waiting.insert(id, job);
        (JobId(id), self.wake_for_waiting())
    }

    /// Decides whether the waiting jobs need a further thread, to run one or to monitor.
    ///
    /// - While jobs are quick, one thread is useful: it wakes the next one if more are needed.
    /// - While jobs are slow, every waiting job needs its own thread. All are notified at once, because a chain of
    ///   notifications would take long.
    /// - Threads are spawned one at a time in either case: while one starts, jobs may finish.
    fn wake_for_waiting(&mut self) -> WakeAction {
        if self.waiting.is_empty() || (self.is_monitored && !self.may_start()) {
            return WakeAction::Nothing;
        }
        let useful = if self.is_slow { self.waiting.len() } else { 1 };
        let notified = self.parked.min(useful.saturating_sub(self.starting));
        if notified > 0 {
            self.parked -= notified;
            self.notified += notified;
            self.starting += notified;
            return WakeAction::Notify(notified);
        }
        if self.starting == 0 && self.threads < self.max_threads {
            self.threads += 1;
            self.starting += 1;
            return WakeAction::Spawn;
        }
        WakeAction::Nothing
    }

    /// Returns all jobs if no thread is left, and otherwise what they need.
    pub(super) fn spawn_failed(&mut self) -> (Vec<J>, WakeAction) {
        self.threads -= 1;
        self.starting -= 1;
        if self.threads == 0 {
            return (mem::take(&mut self.waiting).into_values().collect(), WakeAction::Nothing);
        }
        // A thread that has parked since can replace the one that failed. A further spawn would fail too.
        let action = if self.parked > 0 { self.wake_for_waiting() } else { WakeAction::Nothing };
        (Vec::new(), action)
    }

    /// Registers a thread that was spawned, or whose job has returned.
    pub(super) fn check_in(&mut self, worker: &Worker) {
        let Some(tick) = worker.last_start else {
            self.starting -= 1;
            return;
        };
        self.finished_this_tick += 1;
        if tick == self.ticks {
            self.started_this_tick -= 1;
        } else if tick + 1 == self.ticks {
            self.started_last_tick -= 1;
        }
    }

    pub(super) fn next_step(&mut self, worker: &mut Worker) -> Step<J> {
        if let Some(job) = self.start_job(worker) {
            return Step::Run(job, self.wake_for_waiting());
        }
        if self.closed {
            self.threads -= 1;
            Step::End
        } else if self.is_monitored || (self.waiting.is_empty() && !self.is_slow) {
            self.parked += 1;
            Step::Park
        } else {
            self.is_monitored = true;
            self.finished_this_tick = 0;
            Step::Monitor
        }
    }

    /// Takes the first waiting job, if it may start.
    fn start_job(&mut self, worker: &mut Worker) -> Option<J> {
        if !self.may_start() {
            return None;
        }
        let (_, job) = self.waiting.pop_first()?;
        worker.last_start = Some(self.ticks);
        self.started_this_tick += 1;
        self.started += 1;
        Some(job)
    }

    /// Decides what a parked thread does when its wait has ended.
    pub(super) fn unpark(&mut self, worker: &mut Worker, timed_out: bool) -> Step<J> {
        if self.notified > 0 {
            // Any thread may take the notification, even one whose keep-alive time is over.
            self.notified -= 1;
            self.starting -= 1;
        } else if self.closed {
            self.parked -= 1;
        } else if timed_out {
            self.parked -= 1;
            self.threads -= 1;
            return Step::End;
        } else {
            // The wait has ended without a reason, so the thread stays parked.
            return Step::Park;
        }
        self.next_step(worker)
    }

    /// Decides what the monitor does when it has slept, and updates the counts first.
    pub(super) fn tick(&mut self, worker: &mut Worker) -> Step<J> {
        let recent = self.started_this_tick + self.started_last_tick;
        self.is_slow = self.finished_this_tick < QUICK * recent;
        self.ticks += 1;
        self.started_last_tick = mem::take(&mut self.started_this_tick);
        self.finished_this_tick = 0;

        let is_over = if self.waiting.is_empty() { !self.is_slow } else { self.may_start() };
        if !is_over && !self.closed {
            return Step::Monitor;
        }
        self.is_monitored = false;
        self.next_step(worker)
    }
}
