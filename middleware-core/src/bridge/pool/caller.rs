//! [`caller_is_gone`]: whether the caller still waits for the response.

use std::{
    cell::RefCell,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

/// The caller of a job.
#[derive(Debug)]
pub(super) struct Caller {
    is_gone: AtomicBool,
    /// The caller of the job in which this one was started, if there was one.
    outer: Option<Arc<Self>>,
}

thread_local! {
    static CURRENT: RefCell<Option<Arc<Caller>>> = const { RefCell::new(None) };
}

/// Returns whether the caller of this sync code is gone, because the future of the request was dropped.
///
/// Sync code in the pool is never interrupted. If the client of an async server disconnects, the running layers and the
/// view finish, and so do all inner layers. Code that takes long can call this function and stop by itself. The outer
/// layers on this thread get the response that it then returns.
///
/// The result is `false` where the caller waits on this thread, because sync code was called from sync code. It is also
/// `false` in async code outside the pool.
///
/// Only the caller of this thread's job counts. If that caller drives a shared future, others may still wait for it.
///
/// ```
/// use middleware_core::{Chain, bridge::pool::caller_is_gone};
///
/// fn export(rows: Vec<u32>) -> Result<u32, &'static str> {
///     let mut sum = 0;
///     for row in rows {
///         if caller_is_gone() {
///             return Err("nobody waits for it");
///         }
///         sum += row; // .. takes long
///     }
///     Ok(sum)
/// }
///
/// let app = Chain::<Vec<u32>, Result<u32, &str>>::new().view(export);
/// assert_eq!(app.call(vec![1, 2]), Ok(3));
/// ```
#[must_use]
pub fn caller_is_gone() -> bool {
    current().is_some_and(|caller| caller.is_gone())
}

/// The caller of the job that runs on this thread.
fn current() -> Option<Arc<Caller>> {
    CURRENT.try_with(|current| current.borrow().clone()).ok().flatten()
}

impl Caller {
    /// Creates the caller of a job that is started on this thread.
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self { is_gone: AtomicBool::new(false), outer: current() })
    }

    /// Records that the caller no longer waits.
    pub(super) fn leave(&self) {
        self.is_gone.store(true, Ordering::Release);
    }

    fn is_gone(&self) -> bool {
        self.is_gone.load(Ordering::Acquire)
            || self.outer.as_ref().is_some_and(|outer| outer.is_gone())
    }

    /// Makes it the caller of the code on this thread, until the guard is dropped.
    pub(super) fn enter(self: &Arc<Self>) -> CallerGuard {
        let outer = CURRENT.try_with(|current| current.replace(Some(Arc::clone(self))));
        CallerGuard { outer: outer.ok().flatten() }
    }
}

/// Restores the previous caller when it is dropped.
pub(super) struct CallerGuard {
    outer: Option<Arc<Caller>>,
}

impl Drop for CallerGuard {
    fn drop(&mut self) {
        // The inner caller is dropped when the cell is no longer borrowed.
        let _inner = CURRENT.try_with(|current| current.replace(self.outer.take()));
    }
}
