//! The library's own synchronisation, explored by loom: every way in which its threads can interleave.
//!
//! The file is compiled here once more, against loom's types instead of the standard library's.

#[path = "../../../middleware-core/src/pool/queue.rs"]
#[allow(dead_code, reason = "the pool uses all of it, these tests do not")]
mod queue;

/// What the file is made of.
mod sync {
    pub(super) use std::sync::PoisonError;
    use std::time::Duration;

    pub(super) use loom::sync::{
        Condvar, Mutex, MutexGuard,
        atomic::{AtomicUsize, Ordering},
    };

    /// The watch's sleep, which ends at any time: loom knows none.
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
use queue::{Needs, Queue, Ticket, Worker};

/// A queue of numbers, and how often each was done. Its threads are loom's; loom knows no time, so none of them
/// ends before the queue is closed, and one that sleeps unwatched does so for ever unless it is woken: then loom
/// finds a deadlock.
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
        while let Some((job, needs)) = self.queue.next(&mut worker, Duration::MAX) {
            self.start(needs);
            assert!(self.queue.running() <= self.queue.most());
            if self.together.contains(&job) {
                *self.begun.lock().unwrap() += 1;
                self.all_begun.notify_all();
                self.wait_until_all_have_begun();
            }
            self.queue.done();
            self.done.lock().unwrap()[job] += 1;
            self.one_more.notify_all();
        }
    }

    /// For the jobs that are together, and for who waits for them.
    fn wait_until_all_have_begun(&self) {
        let mut begun = self.begun.lock().unwrap();
        while *begun < self.together.len() {
            begun = self.all_begun.wait(begun).unwrap();
        }
    }

    fn start(self: &Arc<Self>, needs: Needs) {
        match needs {
            Needs::Nothing => {}
            Needs::Wake(threads) => self.queue.wake(threads),
            Needs::Thread => {
                let jobs = Arc::clone(self);
                let thread = thread::spawn(move || jobs.work());
                self.threads.lock().unwrap().push(thread);
            }
        }
    }

    /// Puts in a job, and wakes or starts a thread if it needs one.
    fn put(self: &Arc<Self>, job: usize) -> Ticket {
        let (ticket, needs) = self.queue.put(job);
        self.start(needs);
        ticket
    }

    /// Waits until so many jobs are done, and how often each was.
    fn wait(&self, jobs: usize) -> Vec<usize> {
        let mut done = self.done.lock().unwrap();
        while done.iter().sum::<usize>() < jobs {
            done = self.one_more.wait(done).unwrap();
        }
        done.clone()
    }

    /// Closes the queue, and says how many threads there were.
    fn close(&self) -> usize {
        self.queue.close();
        let mut threads = 0;
        while let Some(thread) = self.pop_thread() {
            thread.join().unwrap();
            threads += 1;
        }
        assert_eq!((self.queue.running(), self.queue.waiting()), (0, 0));
        assert!(threads <= self.queue.most());
        threads
    }

    /// Out of the lock, which a thread may need before it ends.
    fn pop_thread(&self) -> Option<JoinHandle<()>> {
        self.threads.lock().unwrap().pop()
    }
}

/// All ways in which no thread is interrupted more than twice, or three times in the long form: with three jobs there
/// are too many to try the rest.
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
            move || jobs.put(0)
        });
        jobs.put(1);
        jobs.put(2);
        other.join().unwrap();
        assert_eq!(jobs.wait(3), [1, 1, 1]);
        jobs.close();
        assert_eq!(jobs.queue.begun(), 3);
    });
}

/// Two threads, of which one is enough for short jobs: the other one may watch.
#[test]
fn no_more_threads_are_asked_for_than_there_may_be() {
    bounded(|| {
        let jobs = Jobs::new(2, 3);
        for job in 0..3 {
            jobs.put(job);
        }
        assert_eq!(jobs.wait(3), [1, 1, 1]);
        jobs.close();
    });
}

/// Jobs that follow each other on two threads, before anybody has looked how long they take.
#[test]
fn short_jobs_need_no_more_threads_than_are_eager_and_one_that_watches() {
    loom::model(|| {
        let queue = Queue::new(512, 2);
        let mut started = 0;
        let mut count = |needs| started += usize::from(needs == Needs::Thread);
        for job in 0..100 {
            count(queue.put(job).1);
        }
        let mut workers = [Worker::default(), Worker::default()];
        for job in 0..100 {
            let (next, needs) = queue.next(&mut workers[job % 2], Duration::MAX).unwrap();
            assert_eq!(next, job);
            count(needs);
            queue.done();
        }
        assert_eq!(started, 3);
        assert_eq!((queue.begun(), queue.waiting(), queue.running()), (100, 0, 0));
    });
}

/// However many slow jobs wait, as each thread starts some may have ended.
#[test]
fn threads_start_one_at_a_time() {
    loom::model(|| {
        let queue = Queue::new(512, 1);
        let mut workers = [Worker::default(), Worker::default()];
        assert_eq!(queue.put(0).1, Needs::Thread);
        assert_eq!(queue.next(&mut workers[0], Duration::MAX), Some((0, Needs::Nothing)));
        assert_eq!(queue.put(1).1, Needs::Thread, "to watch");
        assert_eq!(queue.put(2).1, Needs::Nothing, "as a thread is coming");
        // It watches, and sees that no job has ended.
        assert_eq!(queue.next(&mut workers[1], Duration::MAX), Some((1, Needs::Thread)));
        assert_eq!(queue.put(3).1, Needs::Nothing, "as a thread is coming");
    });
}

/// Jobs that end only when others have begun, although one at a time would do for short ones.
#[test]
fn jobs_that_wait_for_each_other_get_as_many_threads_as_there_may_be() {
    bounded(|| {
        let jobs = Jobs::with_some_together(2, 2, 0..2);
        jobs.put(0);
        jobs.put(1);
        assert_eq!(jobs.wait(2), [1, 1]);
        assert_eq!(jobs.close(), 2);
    });
}

/// The same, when a watch has come and gone.
#[test]
fn a_watch_that_has_gone_comes_again() {
    bounded_by(size(1, 3), || {
        let jobs = Jobs::with_some_together(2, 4, 2..4);
        jobs.put(0);
        jobs.put(1);
        jobs.wait(2);
        jobs.put(2);
        jobs.put(3);
        assert_eq!(jobs.wait(4), [1, 1, 1, 1]);
        assert_eq!(jobs.close(), 2);
    });
}

/// The same, behind a short job, and put in from two sides.
#[test]
fn jobs_that_wait_for_each_other_may_come_behind_short_ones() {
    bounded_by(size(1, 3), || {
        let jobs = Jobs::with_some_together(2, 3, 1..3);
        jobs.put(0);
        let other = thread::spawn({
            let jobs = Arc::clone(&jobs);
            move || jobs.put(1)
        });
        jobs.put(2);
        other.join().unwrap();
        assert_eq!(jobs.wait(3), [1, 1, 1]);
        assert_eq!(jobs.close(), 2);
    });
}

/// Threads that sleep, that watch, and that are about to, when the next jobs come.
#[test]
fn jobs_are_done_that_come_when_the_others_are() {
    bounded(|| {
        let jobs = Jobs::new(2, 3);
        jobs.put(0);
        jobs.put(1);
        jobs.wait(1);
        jobs.put(2);
        assert_eq!(jobs.wait(3), [1, 1, 1]);
        jobs.close();
    });
}

/// The queue is closed while jobs wait and a thread may watch.
#[test]
fn a_queue_that_is_closed_finishes_its_jobs() {
    bounded(|| {
        let jobs = Jobs::new(2, 2);
        jobs.put(0);
        jobs.put(1);
        jobs.queue.close();
        assert_eq!(jobs.wait(2), [1, 1]);
        jobs.close();
    });
}

/// A thread comes for a job while its caller takes it back.
#[test]
fn a_job_is_done_or_taken_back() {
    for threads in [1, 2] {
        bounded(move || {
            let jobs = Jobs::new(threads, 2);
            jobs.put(0);
            let ticket = jobs.put(1);
            let taken_back = jobs.queue.take_back(ticket);
            assert!(jobs.queue.take_back(ticket).is_none());
            let done = usize::from(taken_back.is_none());
            assert_eq!(jobs.wait(1 + done), [1, done]);
            jobs.close();
            assert_eq!(jobs.queue.begun(), 2 - u64::from(taken_back.is_some()));
        });
    }
}

/// Callers that put in a job only if a thread is free, beside one that would wait.
#[test]
fn free_threads_are_taken_by_no_more_than_there_are() {
    loom::model(|| {
        let queue = Arc::new(Queue::new(1, 1));
        let others: Vec<_> = (0..2)
            .map(|job| {
                let queue = Arc::clone(&queue);
                thread::spawn(move || queue.put_if_free(job).is_ok())
            })
            .collect();
        let _ = queue.put(2);
        let taken: usize = others.into_iter().map(|other| usize::from(other.join().unwrap())).sum();
        assert!(taken <= 1, "{taken} took the one thread");
        assert_eq!(queue.waiting(), 1 + taken);
        assert!(!queue.is_free());
    });
}

/// The only thread cannot be started, while others rely on it: their jobs come back, or a later one brings a
/// thread.
#[test]
fn no_job_waits_for_a_thread_that_does_not_start() {
    loom::model(|| {
        let jobs = Jobs::new(1, 2);
        let other = thread::spawn({
            let jobs = Arc::clone(&jobs);
            move || {
                let (_, needs) = jobs.queue.put(0);
                if needs == Needs::Thread {
                    return jobs.queue.not_started();
                }
                jobs.start(needs);
                Vec::new()
            }
        });
        jobs.put(1);
        let refused = other.join().unwrap();
        jobs.wait(2 - refused.len());
        jobs.close();
    });
}

/// A second thread cannot be started, for a job that the first one takes meanwhile; which then sleeps, while the
/// next job relies on the second one.
#[test]
fn jobs_do_without_a_thread_that_does_not_start() {
    bounded(|| {
        let jobs = Jobs::with_some_together(2, 3, 0..1);
        jobs.put(0);
        jobs.wait_until_all_have_begun();
        let (_, needs) = jobs.queue.put(1);
        if needs != Needs::Thread {
            // The first one was too quick.
            jobs.start(needs);
            jobs.wait(2);
            jobs.close();
            return;
        }
        jobs.wait(2);
        let (_, needs) = jobs.queue.put(2);
        assert_eq!(needs, Needs::Nothing, "as a thread is coming");
        assert!(jobs.queue.not_started().is_empty());
        assert_eq!(jobs.wait(3), [1, 1, 1]);
        assert_eq!(jobs.close(), 1);
    });
}
