//! Explores the library's own synchronisation with loom: every way in which its threads can interleave.
//!
//! The files of the queue are compiled here once more, with loom's types instead of those of the standard library.

#[path = "../../../middleware-core/src/bridge/pool/queue/mod.rs"]
#[allow(dead_code, reason = "the pool uses all of it, these tests do not")]
mod queue;

/// The synchronisation that the queue uses.
mod sync {
    pub(super) use std::sync::PoisonError;
    use std::time::Duration;

    pub(super) use loom::sync::{
        Condvar, Mutex, MutexGuard,
        atomic::{AtomicUsize, Ordering},
    };

    /// The sleep of the monitor. It ends at any time, because loom has no time.
    pub(super) fn sleep(_: Duration) {
        loom::thread::yield_now();
    }
}

use std::{ops::Range, sync::Arc, time::Duration};

use loom::{
    sync::{Condvar, Mutex},
    thread::{self, JoinHandle},
};
use middleware_tests::size;
use queue::{JobId, Queue, WakeAction, Worker};

/// A queue of numbers, and how often each was done.
///
/// Its threads are those of loom, which has no time. So no thread ends before the queue is closed. A thread that parks
/// and is not notified stays parked, and loom reports a deadlock.
struct Jobs {
    queue: Queue<usize>,
    done: Mutex<Vec<usize>>,
    one_more: Condvar,
    /// Jobs that end only when all of these are running.
    together: Range<usize>,
    begun: Mutex<usize>,
    all_begun: Condvar,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Jobs {
    /// For so many threads, of which one is eager.
    fn new(threads: usize, jobs: usize) -> Arc<Self> {
        Self::with_some_together(threads, jobs, 0..0)
    }

    fn with_some_together(threads: usize, jobs: usize, together: Range<usize>) -> Arc<Self> {
        Arc::new(Self {
            queue: Queue::new(threads, 1),
            done: Mutex::new(vec![0; jobs]),
            one_more: Condvar::new(),
            together,
            begun: Mutex::new(0),
            all_begun: Condvar::new(),
            threads: Mutex::new(Vec::new()),
        })
    }

    /// What a thread of a pool does.
    fn work(self: &Arc<Self>) {
        let mut worker = Worker::default();
        while let Some((job, action)) = self.queue.next(&mut worker, Duration::MAX) {
            self.wake(action);
            assert!(self.queue.running() <= self.queue.max_threads());
            if self.together.contains(&job) {
                *self.begun.lock().unwrap() += 1;
                self.all_begun.notify_all();
                self.wait_until_all_have_begun();
            }
            self.queue.finish();
            self.done.lock().unwrap()[job] += 1;
            self.one_more.notify_all();
        }
    }

    /// Called by the jobs that are together, and by a test that waits for them.
    fn wait_until_all_have_begun(&self) {
        let mut begun = self.begun.lock().unwrap();
        while *begun < self.together.len() {
            begun = self.all_begun.wait(begun).unwrap();
        }
    }

    fn wake(self: &Arc<Self>, action: WakeAction) {
        match action {
            WakeAction::Nothing => {}
            WakeAction::Notify(threads) => self.queue.notify(threads),
            WakeAction::Spawn => {
                let jobs = Arc::clone(self);
                let thread = thread::spawn(move || jobs.work());
                self.threads.lock().unwrap().push(thread);
            }
        }
    }

    /// Pushes a job, and notifies or spawns a thread if it needs one.
    fn push(self: &Arc<Self>, job: usize) -> JobId {
        let (id, action) = self.queue.push(job);
        self.wake(action);
        id
    }

    /// Waits until so many jobs are done, and returns how often each was.
    fn wait(&self, jobs: usize) -> Vec<usize> {
        let mut done = self.done.lock().unwrap();
        while done.iter().sum::<usize>() < jobs {
            done = self.one_more.wait(done).unwrap();
        }
        done.clone()
    }

    /// Closes the queue, and returns how many threads there were.
    fn close(&self) -> usize {
        self.queue.close();
        let mut threads = 0;
        while let Some(thread) = self.pop_thread() {
            thread.join().unwrap();
            threads += 1;
        }
        assert_eq!((self.queue.running(), self.queue.waiting()), (0, 0));
        assert!(threads <= self.queue.max_threads());
        threads
    }

    /// A function of its own, so that the lock is free for a thread that needs it before it ends.
    fn pop_thread(&self) -> Option<JoinHandle<()>> {
        self.threads.lock().unwrap().pop()
    }
}

/// Explores all ways with at most two interruptions, or three in the long form. With three jobs there are too many to
/// try the rest.
fn bounded(model: impl Fn() + Send + Sync + 'static) {
    bounded_by(size(2, 3), model);
}

fn bounded_by(interruptions: usize, model: impl Fn() + Send + Sync + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(interruptions);
    builder.check(model);
}

/// One thread, and jobs that come while it starts, works, or waits.
#[test]
fn every_job_is_done_once() {
    bounded(|| {
        let jobs = Jobs::new(1, 3);
        let other = thread::spawn({
            let jobs = Arc::clone(&jobs);
            move || jobs.push(0)
        });
        jobs.push(1);
        jobs.push(2);
        other.join().unwrap();
        assert_eq!(jobs.wait(3), [1, 1, 1]);
        jobs.close();
        assert_eq!(jobs.queue.started(), 3);
    });
}

/// Two threads, of which one is enough for short jobs. The other one may monitor.
#[test]
fn no_more_threads_are_asked_for_than_there_may_be() {
    bounded(|| {
        let jobs = Jobs::new(2, 3);
        for job in 0..3 {
            jobs.push(job);
        }
        assert_eq!(jobs.wait(3), [1, 1, 1]);
        jobs.close();
    });
}

/// Jobs that follow each other on two threads, before the first tick.
#[test]
fn short_jobs_need_no_more_threads_than_are_eager_and_one_that_monitors() {
    loom::model(|| {
        let queue = Queue::new(512, 2);
        let mut started = 0;
        let mut count = |action| started += usize::from(action == WakeAction::Spawn);
        for job in 0..100 {
            count(queue.push(job).1);
        }
        let mut workers = [Worker::default(), Worker::default()];
        for job in 0..100 {
            let (next, action) = queue.next(&mut workers[job % 2], Duration::MAX).unwrap();
            assert_eq!(next, job);
            count(action);
            queue.finish();
        }
        assert_eq!(started, 3);
        assert_eq!((queue.started(), queue.waiting(), queue.running()), (100, 0, 0));
    });
}

/// However many slow jobs wait, because some may finish while a thread starts.
#[test]
fn threads_start_one_at_a_time() {
    loom::model(|| {
        let queue = Queue::new(512, 1);
        let mut workers = [Worker::default(), Worker::default()];
        assert_eq!(queue.push(0).1, WakeAction::Spawn);
        assert_eq!(queue.next(&mut workers[0], Duration::MAX), Some((0, WakeAction::Nothing)));
        assert_eq!(queue.push(1).1, WakeAction::Spawn, "to monitor");
        assert_eq!(queue.push(2).1, WakeAction::Nothing, "because a thread is starting");
        // It monitors, and finds that no job has finished.
        assert_eq!(queue.next(&mut workers[1], Duration::MAX), Some((1, WakeAction::Spawn)));
        assert_eq!(queue.push(3).1, WakeAction::Nothing, "because a thread is starting");
    });
}

/// Jobs that end only when others have begun, although one at a time would do for short ones.
#[test]
fn jobs_that_wait_for_each_other_get_as_many_threads_as_there_may_be() {
    bounded(|| {
        let jobs = Jobs::with_some_together(2, 2, 0..2);
        jobs.push(0);
        jobs.push(1);
        assert_eq!(jobs.wait(2), [1, 1]);
        assert_eq!(jobs.close(), 2);
    });
}

/// The same, when monitoring has begun and ended before.
#[test]
fn monitoring_that_has_ended_begins_again() {
    bounded_by(size(1, 3), || {
        let jobs = Jobs::with_some_together(2, 4, 2..4);
        jobs.push(0);
        jobs.push(1);
        jobs.wait(2);
        jobs.push(2);
        jobs.push(3);
        assert_eq!(jobs.wait(4), [1, 1, 1, 1]);
        assert_eq!(jobs.close(), 2);
    });
}

/// The same, behind a short job, and pushed by two threads.
#[test]
fn jobs_that_wait_for_each_other_may_come_behind_short_ones() {
    bounded_by(size(1, 3), || {
        let jobs = Jobs::with_some_together(2, 3, 1..3);
        jobs.push(0);
        let other = thread::spawn({
            let jobs = Arc::clone(&jobs);
            move || jobs.push(1)
        });
        jobs.push(2);
        other.join().unwrap();
        assert_eq!(jobs.wait(3), [1, 1, 1]);
        assert_eq!(jobs.close(), 2);
    });
}

/// Threads that are parked, that monitor, and that are about to, when the next jobs are pushed.
#[test]
fn jobs_are_done_that_come_when_the_others_are() {
    bounded(|| {
        let jobs = Jobs::new(2, 3);
        jobs.push(0);
        jobs.push(1);
        jobs.wait(1);
        jobs.push(2);
        assert_eq!(jobs.wait(3), [1, 1, 1]);
        jobs.close();
    });
}

/// The queue is closed while jobs wait and a thread may monitor.
#[test]
fn a_queue_that_is_closed_finishes_its_jobs() {
    bounded(|| {
        let jobs = Jobs::new(2, 2);
        jobs.push(0);
        jobs.push(1);
        jobs.queue.close();
        assert_eq!(jobs.wait(2), [1, 1]);
        jobs.close();
    });
}

/// A thread takes a job while its caller removes it.
#[test]
fn a_job_is_done_or_removed() {
    for threads in [1, 2] {
        bounded(move || {
            let jobs = Jobs::new(threads, 2);
            jobs.push(0);
            let id = jobs.push(1);
            let removed = jobs.queue.remove(id);
            assert!(jobs.queue.remove(id).is_none());
            let done = usize::from(removed.is_none());
            assert_eq!(jobs.wait(1 + done), [1, done]);
            jobs.close();
            assert_eq!(jobs.queue.started(), 2 - u64::from(removed.is_some()));
        });
    }
}

/// Callers that push a job only if a thread is free, beside one that would wait.
#[test]
fn free_threads_are_taken_by_no_more_than_there_are() {
    loom::model(|| {
        let queue = Arc::new(Queue::new(1, 1));
        let others: Vec<_> = (0..2)
            .map(|job| {
                let queue = Arc::clone(&queue);
                thread::spawn(move || queue.try_push(job).is_ok())
            })
            .collect();
        let _ = queue.push(2);
        let taken: usize = others.into_iter().map(|other| usize::from(other.join().unwrap())).sum();
        assert!(taken <= 1, "{taken} took the one thread");
        assert_eq!(queue.waiting(), 1 + taken);
        assert!(!queue.has_room());
    });
}

/// The only thread cannot be spawned while other callers rely on it. Their jobs are returned, or a later job spawns a
/// thread.
#[test]
fn no_job_waits_for_a_thread_that_does_not_start() {
    loom::model(|| {
        let jobs = Jobs::new(1, 2);
        let other = thread::spawn({
            let jobs = Arc::clone(&jobs);
            move || {
                let (_, action) = jobs.queue.push(0);
                if action == WakeAction::Spawn {
                    return jobs.queue.spawn_failed();
                }
                jobs.wake(action);
                Vec::new()
            }
        });
        jobs.push(1);
        let refused = other.join().unwrap();
        jobs.wait(2 - refused.len());
        jobs.close();
    });
}

/// A second thread cannot be spawned for a job, which the first thread takes in the meantime. The first thread then
/// parks, while the next job relies on the second one.
#[test]
fn jobs_do_without_a_thread_that_does_not_start() {
    bounded(|| {
        let jobs = Jobs::with_some_together(2, 3, 0..1);
        jobs.push(0);
        jobs.wait_until_all_have_begun();
        let (_, action) = jobs.queue.push(1);
        if action != WakeAction::Spawn {
            // The first one was too quick.
            jobs.wake(action);
            jobs.wait(2);
            jobs.close();
            return;
        }
        jobs.wait(2);
        let (_, action) = jobs.queue.push(2);
        assert_eq!(action, WakeAction::Nothing, "because a thread is starting");
        assert!(jobs.queue.spawn_failed().is_empty());
        assert_eq!(jobs.wait(3), [1, 1, 1]);
        assert_eq!(jobs.close(), 1);
    });
}
