//! The library's own synchronisation, explored by loom: every way in which its threads can interleave.
//!
//! The two files are compiled here once more, against loom's types instead of the standard library's.

#[path = "../../middleware-core/src/pool/load.rs"]
#[allow(dead_code, reason = "the pool uses all of it, these tests do not")]
mod load;
#[path = "../../middleware-core/src/pool/ticket.rs"]
mod ticket;

/// What the files are made of.
mod sync {
    pub(super) use std::sync::PoisonError;

    pub(super) use loom::sync::{Mutex, atomic};
}

use std::sync::Arc;

use load::Load;
use loom::{sync::atomic::Ordering, thread};
use ticket::Ticket;

/// A job that is done by a thread while its caller leaves, with the load that a pool counts.
#[test]
fn a_job_is_done_or_given_up_and_counted_once() {
    loom::model(|| {
        let load = Arc::new(Load::new(1));
        let ticket = Arc::new(Ticket::new("job"));
        load.take();

        let done = thread::spawn({
            let (load, ticket) = (Arc::clone(&load), Arc::clone(&ticket));
            move || {
                let job = ticket.take()?;
                let _running = load.begin();
                Some(job)
            }
        });
        let given_up = ticket.leave();
        if given_up.is_some() {
            load.give_up();
        }

        let done = done.join().unwrap();
        assert!(done.is_some() != given_up.is_some(), "exactly one of them has the job");
        assert!(ticket.is_left());
        assert_eq!((load.running(), load.waiting()), (0, 0));
        assert_eq!(load.begun(), u64::from(done.is_some()));
        // The thread is free again.
        assert!(load.take_if_free());
    });
}

/// Callers that take a thread only if one is free, beside one that would wait.
#[test]
fn free_threads_are_taken_by_no_more_than_there_are() {
    loom::model(|| {
        let load = Arc::new(Load::new(1));
        let others: Vec<_> = (0..2)
            .map(|_| {
                let load = Arc::clone(&load);
                thread::spawn(move || load.take_if_free())
            })
            .collect();
        load.take();
        let taken: usize = others.into_iter().map(|other| usize::from(other.join().unwrap())).sum();
        assert!(taken <= 1, "{taken} took the one thread");
        assert_eq!(load.waiting(), 1 + taken);
    });
}

/// What the caller did before it left is seen by a job that finds it gone.
#[test]
fn who_sees_that_the_caller_is_gone_sees_what_it_did_before() {
    loom::model(|| {
        let ticket = Arc::new(Ticket::new(()));
        let done_before = Arc::new(loom::sync::atomic::AtomicBool::new(false));
        let _running = ticket.take();
        let job = thread::spawn({
            let (ticket, done_before) = (Arc::clone(&ticket), Arc::clone(&done_before));
            move || !ticket.is_left() || done_before.load(Ordering::Relaxed)
        });
        done_before.store(true, Ordering::Relaxed);
        assert!(ticket.leave().is_none());
        assert!(job.join().unwrap());
    });
}
