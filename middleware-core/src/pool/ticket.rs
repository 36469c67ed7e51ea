//! [`Ticket`]: a job between who asks for it and the thread that does it.

use super::sync::{
    Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

/// A job that waits for a thread, and that its caller may give up until a thread has come for it.
///
/// Exactly one of the two gets it. What a waiting job holds is freed as soon as its caller leaves, even if no
/// thread ever becomes free.
pub(super) struct Ticket<J> {
    job: Mutex<Option<J>>,
    left: AtomicBool,
}

impl<J> Ticket<J> {
    pub(super) fn new(job: J) -> Self {
        Self { job: Mutex::new(Some(job)), left: AtomicBool::new(false) }
    }

    /// A thread has come for the job. `None` if it was given up.
    pub(super) fn take(&self) -> Option<J> {
        // Nothing panics while it holds the lock.
        self.job.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// The caller leaves. The job comes back if no thread has it yet.
    pub(super) fn leave(&self) -> Option<J> {
        self.left.store(true, Ordering::Release);
        self.take()
    }

    /// Whether the caller has left.
    pub(super) fn is_left(&self) -> bool {
        self.left.load(Ordering::Acquire)
    }
}
