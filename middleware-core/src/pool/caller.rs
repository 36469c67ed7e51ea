//! [`caller_is_gone`]: whether anybody still waits for the answer.

use std::{
    cell::RefCell,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

/// Who asked for a job.
#[derive(Debug)]
pub(super) struct Caller {
    is_gone: AtomicBool,
    /// On whose behalf it was asked for, if that was a job too.
    outer: Option<Arc<Self>>,
}

thread_local! {
    static CURRENT: RefCell<Option<Arc<Caller>>> = const { RefCell::new(None) };
}

/// Whether the caller of the sync code that runs here is gone: the future of the request was dropped.
///
/// Sync code in the pool is never interrupted: if the client of an async server disconnects, the layers and the
/// view that are running finish, and so does everything inwards of them. Code that takes long can ask here and
/// stop by itself; what it then answers goes to the layers around it on this thread.
///
/// It is `false` where the caller waits on this thread, as it does in sync code that was called from sync code,
/// and in async code that is no job of a pool. It speaks of the caller of this thread's job: if that one drives
/// something that others wait for too (a shared future), they may still be there.
///
/// ```
/// use middleware_core::{Chain, pool::caller_is_gone};
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
    /// Who asks for a job right here.
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self { is_gone: AtomicBool::new(false), outer: current() })
    }

    /// Nobody waits for the job any longer.
    pub(super) fn leave(&self) {
        self.is_gone.store(true, Ordering::Release);
    }

    fn is_gone(&self) -> bool {
        self.is_gone.load(Ordering::Acquire)
            || self.outer.as_ref().is_some_and(|outer| outer.is_gone())
    }

    /// Makes it the caller of what runs on this thread, until the value is dropped.
    pub(super) fn enter(self: &Arc<Self>) -> Entered {
        let outer = CURRENT.try_with(|current| current.replace(Some(Arc::clone(self))));
        Entered { outer: outer.ok().flatten() }
    }
}

/// Restores the caller that was there before.
pub(super) struct Entered {
    outer: Option<Arc<Caller>>,
}

impl Drop for Entered {
    fn drop(&mut self) {
        // The inner one is dropped outside of the cell.
        let _inner = CURRENT.try_with(|current| current.replace(self.outer.take()));
    }
}
