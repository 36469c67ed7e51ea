//! [`Load`]: how many jobs a pool has, and of which kind.

use super::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};

/// Counts the jobs of a pool.
///
/// A job is taken on, begins on a thread and ends; or it is given up before it begins. Each counter is true
/// by itself; nothing else is published through them, so they need no ordering among each other.
#[derive(Debug)]
pub(super) struct Load {
    threads: usize,
    /// Jobs that wait or run.
    taken: AtomicUsize,
    /// Jobs that run.
    running: AtomicUsize,
    /// Jobs that have begun, ever.
    begun: AtomicU64,
}

impl Load {
    pub(super) fn new(threads: usize) -> Self {
        Self {
            threads,
            taken: AtomicUsize::new(0),
            running: AtomicUsize::new(0),
            begun: AtomicU64::new(0),
        }
    }

    /// Takes on a job, which may have to wait.
    pub(super) fn take(&self) {
        self.taken.fetch_add(1, Relaxed);
    }

    /// Takes on a job if it need not wait: if fewer are taken than there are threads.
    pub(super) fn take_if_free(&self) -> bool {
        let one_more = |taken| (taken < self.threads).then_some(taken + 1);
        self.taken.fetch_update(Relaxed, Relaxed, one_more).is_ok()
    }

    /// A job that was taken on is given up before it begins.
    pub(super) fn give_up(&self) {
        self.taken.fetch_sub(1, Relaxed);
    }

    /// A job that was taken on begins. It ends when the value is dropped, also by a panic.
    pub(super) fn begin(&self) -> Running<'_> {
        self.begun.fetch_add(1, Relaxed);
        self.running.fetch_add(1, Relaxed);
        Running { load: self }
    }

    pub(super) const fn threads(&self) -> usize {
        self.threads
    }

    pub(super) fn running(&self) -> usize {
        self.running.load(Relaxed)
    }

    pub(super) fn waiting(&self) -> usize {
        // Read one after the other, so a job that begins or ends meanwhile may count twice or not at all.
        self.taken.load(Relaxed).saturating_sub(self.running())
    }

    pub(super) fn begun(&self) -> u64 {
        self.begun.load(Relaxed)
    }
}

/// A job that runs.
pub(super) struct Running<'a> {
    load: &'a Load,
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.load.running.fetch_sub(1, Relaxed);
        self.load.taken.fetch_sub(1, Relaxed);
    }
}
