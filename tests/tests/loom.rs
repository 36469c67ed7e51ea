//! The library's own synchronisation, explored by loom: every way in which its threads can interleave.
//!
//! The file is compiled here once more, against loom's types instead of the standard library's.

#[path = "../../middleware-core/src/pool/queue.rs"]
#[allow(dead_code, reason = "the pool uses all of it, these tests do not")]
mod queue;

/// What the file is made of.
mod sync {
    pub(super) use std::sync::PoisonError;

    pub(super) use loom::sync::{Condvar, Mutex, MutexGuard};
}

use std::{sync::Arc, time::Duration};

use loom::{
    sync::{Condvar, Mutex},
    thread::{self, JoinHandle},
};
use queue::{Needs, Queue, Ticket};

/// A queue of numbers, and how often each was done. Its threads are loom's; loom knows no time, so none of them
/// ends before the queue is closed.
struct Jobs {
    queue: Queue<usize>,
    done: Mutex<Vec<usize>>,
    one_more: Condvar,
}

impl Jobs {
    fn new(threads: usize, jobs: usize) -> Arc<Self> {
        let (queue, done) = (Queue::new(threads), Mutex::new(vec![0; jobs]));
        Arc::new(Self { queue, done, one_more: Condvar::new() })
    }

    /// What a thread of a pool does.
    fn work(&self) {
        while let Some(job) = self.queue.next(Duration::MAX) {
            assert!(self.queue.running() <= self.queue.most());
            self.queue.done();
            self.done.lock().unwrap()[job] += 1;
            self.one_more.notify_all();
        }
    }

    fn start(self: &Arc<Self>, needs: Needs) -> Option<JoinHandle<()>> {
        let jobs = Arc::clone(self);
        (needs == Needs::Thread).then(|| thread::spawn(move || jobs.work()))
    }

    /// Puts in a job, and starts a thread if it needs one.
    fn put(self: &Arc<Self>, job: usize) -> (Ticket, Option<JoinHandle<()>>) {
        let (ticket, needs) = self.queue.put(job);
        (ticket, self.start(needs))
    }

    /// Waits until so many jobs are done, and how often each was.
    fn wait(&self, jobs: usize) -> Vec<usize> {
        let mut done = self.done.lock().unwrap();
        while done.iter().sum::<usize>() < jobs {
            done = self.one_more.wait(done).unwrap();
        }
        done.clone()
    }

    fn close(&self, threads: impl IntoIterator<Item = Option<JoinHandle<()>>>) {
        self.queue.close();
        for thread in threads.into_iter().flatten() {
            thread.join().unwrap();
        }
        assert_eq!((self.queue.running(), self.queue.waiting()), (0, 0));
    }
}

/// All ways in which no thread is interrupted more than twice: with three jobs there are too many to try the rest.
fn bounded(model: impl Fn() + Send + Sync + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(2);
    builder.check(model);
}

/// One thread, and jobs that come while it starts, works, or waits.
#[test]
fn every_job_is_done_once() {
    bounded(|| {
        let jobs = Jobs::new(1, 3);
        let other = thread::spawn({
            let jobs = Arc::clone(&jobs);
            move || jobs.put(0).1
        });
        let (_, first) = jobs.put(1);
        let (_, second) = jobs.put(2);
        let third = other.join().unwrap();
        assert_eq!(jobs.wait(3), [1, 1, 1]);
        jobs.close([first, second, third]);
        assert_eq!(jobs.queue.begun(), 3);
    });
}

/// Two threads, of which one may wait and one may be about to start.
#[test]
fn no_more_threads_are_asked_for_than_there_may_be() {
    bounded(|| {
        let jobs = Jobs::new(2, 3);
        let threads = [jobs.put(0).1, jobs.put(1).1, jobs.put(2).1];
        assert!(threads.iter().flatten().count() <= 2);
        assert_eq!(jobs.wait(3), [1, 1, 1]);
        jobs.close(threads);
    });
}

/// A thread comes for a job while its caller takes it back.
#[test]
fn a_job_is_done_or_taken_back() {
    loom::model(|| {
        let jobs = Jobs::new(1, 2);
        let (_, first) = jobs.put(0);
        let (ticket, second) = jobs.put(1);
        let taken_back = jobs.queue.take_back(ticket);
        assert!(jobs.queue.take_back(ticket).is_none());
        let done = usize::from(taken_back.is_none());
        assert_eq!(jobs.wait(1 + done), [1, done]);
        jobs.close([first, second]);
        assert_eq!(jobs.queue.begun(), 2 - u64::from(taken_back.is_some()));
    });
}

/// Callers that put in a job only if a thread is free, beside one that would wait.
#[test]
fn free_threads_are_taken_by_no_more_than_there_are() {
    loom::model(|| {
        let queue = Arc::new(Queue::new(1));
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
                if needs == Needs::Thread { jobs.queue.not_started() } else { Vec::new() }
            }
        });
        let (_, needs) = jobs.queue.put(1);
        let here = jobs.start(needs);
        let refused = other.join().unwrap();
        jobs.wait(2 - refused.len());
        jobs.close([here]);
    });
}
