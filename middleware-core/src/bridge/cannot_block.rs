//! [`CannotBlock`]: the error of sync code that cannot block on async code.

use std::{error::Error, fmt, io};

/// Sync code cannot block on async code on this thread.
///
/// The error of [`GetResponse::try_call`](crate::GetResponse::try_call) and [`try_block_on`](super::try_block_on). The
/// versions without `try` panic with the same text. The error contains the request or the future, which has not started.
///
/// ```
/// use middleware_core::bridge::{Reason, self};
///
/// let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
/// let refused = runtime.block_on(async { bridge::try_block_on(async { 42 }) }).unwrap_err();
/// assert!(matches!(refused.reason(), Reason::CurrentThreadRuntime));
/// assert_eq!(runtime.block_on(refused.into_inner()), 42);
/// ```
pub struct CannotBlock<T> {
    reason: Reason,
    given: T,
}

impl<T> CannotBlock<T> {
    pub(crate) const fn new(reason: Reason, given: T) -> Self {
        Self { reason, given }
    }

    /// Returns the reason.
    pub const fn reason(&self) -> &Reason {
        &self.reason
    }

    /// Returns the request or the future.
    pub fn into_inner(self) -> T {
        self.given
    }

    /// Returns the reason, for an error of your own, and the request or the future.
    pub fn into_parts(self) -> (Reason, T) {
        (self.reason, self.given)
    }
}

impl<T> fmt::Display for CannotBlock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.reason.fmt(f)
    }
}

impl<T> Error for CannotBlock<T> {}

impl<T> fmt::Debug for CannotBlock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CannotBlock").field("reason", &self.reason).finish_non_exhaustive()
    }
}

/// Why sync code cannot block on async code here.
#[derive(Debug)]
#[non_exhaustive]
pub enum Reason {
    /// The thread drives a current-thread runtime, so blocking could deadlock it.
    CurrentThreadRuntime,
    /// The thread drives a [`LocalSet`](tokio::task::LocalSet), whose other tasks would stall; or, in the context of another
    /// runtime, a current-thread runtime.
    LocalSet,
    /// The thread is about to end: its thread-locals are destroyed, including those of tokio.
    ThreadEnds,
    /// The thread has no runtime, and the embedded one cannot be started: the system refuses it a thread or a file
    /// descriptor. A later call tries again.
    NoRuntime(io::Error),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CurrentThreadRuntime => f.write_str(
                "async code was called from sync code on the only thread of a current-thread runtime, \
                 which would deadlock: await the chain's `.acall(..)` instead of its `.call(..)`, or \
                 move the sync code to `tokio::task::spawn_blocking`, or use a multi-thread runtime",
            ),
            Self::LocalSet => f.write_str(
                "async code was called from sync code on a thread that drives a `LocalSet`, whose other tasks \
                 would stall: await the chain's `.acall(..)` instead of its `.call(..)`, or move the sync \
                 code to `tokio::task::spawn_blocking`",
            ),
            Self::ThreadEnds => f.write_str(
                "async code was called from sync code while the thread's locals are destroyed: \
                 do it before the thread ends, not in a `Drop` of a thread-local",
            ),
            Self::NoRuntime(error) => write!(
                f,
                "async code was called from sync code without a runtime, and the embedded one cannot be started: {error}"
            ),
        }
    }
}

impl Error for Reason {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::NoRuntime(error) => Some(error),
            _ => None,
        }
    }
}
