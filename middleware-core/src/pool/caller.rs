//! [`caller_is_gone`]: whether anybody still waits for the answer.

use std::{cell::RefCell, sync::Arc};

/// Who asked for a job.
pub(super) trait Caller: Send + Sync {
    /// Whether the job's answer has nobody to go to.
    fn is_gone(&self) -> bool;
}

thread_local! {
    static CURRENT: RefCell<Option<Arc<dyn Caller>>> = const { RefCell::new(None) };
}

/// Whether the caller of the sync code that runs here is gone: the future of the request was dropped.
///
/// Sync code in the pool is never interrupted: if the client of an async server disconnects, the layers and the
/// view that are running finish, and so does everything inwards of them. Code that takes long can ask here and
/// stop by itself; what it then answers reaches the layers around it on this thread, and nobody else.
///
/// It is `false` where the caller waits on this thread, as it does in sync code that was called from sync code,
/// and in async code that is no job of a pool.
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
pub(super) fn current() -> Option<Arc<dyn Caller>> {
    CURRENT.try_with(|current| current.borrow().clone()).ok().flatten()
}

/// While it lives, `caller` is the caller of what runs on this thread.
pub(super) fn enter(caller: Arc<dyn Caller>) -> Entered {
    let outer = CURRENT.try_with(|current| current.replace(Some(caller)));
    Entered { outer: outer.ok().flatten() }
}

/// Restores the caller that was there before.
pub(super) struct Entered {
    outer: Option<Arc<dyn Caller>>,
}

impl Drop for Entered {
    fn drop(&mut self) {
        // The inner one is dropped outside of the cell.
        let _inner = CURRENT.try_with(|current| current.replace(self.outer.take()));
    }
}
