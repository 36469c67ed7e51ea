//! Async code in sync code: blocks the thread until the future is ready.

use std::{
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    pin::pin,
    task::{Context, Poll, Waker},
};

use tokio::{
    runtime::{Handle, RuntimeFlavor, worker_index},
    task::{block_in_place, unconstrained},
};

use super::{CannotBlock, Reason};
use crate::runtime::{MayBlock, embedded};

/// Blocks the thread until `future` is ready, and returns its output.
///
/// The future runs in the context of the caller's tokio runtime or, where there is none, of a small
/// embedded one, so timers and sockets work inside. See the table in [the module](super) for where
/// this is possible.
///
/// ```
/// use std::time::Duration;
///
/// use middleware_core::bridge;
///
/// // No runtime here, and yet a timer works.
/// let answer = bridge::async_to_sync(async {
///     tokio::time::sleep(Duration::from_millis(1)).await;
///     42
/// });
/// assert_eq!(answer, 42);
/// ```
///
/// # Panics
///
/// If the thread cannot be blocked, with the text of the [`Reason`]; and if `future` panics.
#[track_caller]
pub fn async_to_sync<F: Future>(future: F) -> F::Output {
    match try_async_to_sync(future) {
        Ok(output) => output,
        Err(refused) => panic!("{refused}"),
    }
}

/// As [`async_to_sync`], but where the thread cannot be blocked the future comes back.
///
/// ```
/// use middleware_core::bridge;
///
/// assert_eq!(bridge::try_async_to_sync(async { 42 }).unwrap(), 42);
/// ```
///
/// # Errors
///
/// If the thread cannot be blocked. The future has not begun then.
///
/// Tokio has no way to ask whether a thread drives a [`LocalSet`](tokio::task::LocalSet) but to try and catch its
/// panic. So in a `LocalSet` on a multi-thread runtime the panic hook, which prints tokio's message, runs before
/// the error is returned.
///
/// # Panics
///
/// If `future` panics.
#[track_caller]
pub fn try_async_to_sync<F: Future>(future: F) -> Result<F::Output, CannotBlock<F>> {
    match Place::here() {
        Ok(Place::Embedded(handle)) => {
            let _context = handle.enter();
            Ok(drive(handle, future))
        }
        Ok(Place::Context(handle)) => Ok(drive(&handle, future)),
        // Hands the worker's other tasks to another thread; elsewhere it only lets sync code inside
        // start runtimes of its own.
        Ok(Place::Entered(handle)) => {
            let mut future = Some(future);
            in_place(|| future.take().map(|future| drive(&handle, future))).flatten().ok_or_else(
                || match future {
                    Some(future) => CannotBlock::new(Reason::LocalSet, future),
                    None => unreachable!("what has been driven has an output"),
                },
            )
        }
        Err(reason) => Err(CannotBlock::new(reason, future)),
    }
}

/// Whether sync code may wait for async code on this thread.
///
/// # Errors
///
/// If it may not.
pub(crate) fn check() -> Result<(), Reason> {
    match Place::here()? {
        Place::Embedded(_) | Place::Context(_) => Ok(()),
        Place::Entered(_) => in_place(|| ()).ok_or(Reason::LocalSet),
    }
}

/// Where sync code may be that waits for async code.
enum Place {
    /// Without a runtime: the embedded one serves.
    Embedded(&'static Handle),
    /// In the context of a current-thread runtime that this thread does not drive.
    Context(Handle),
    /// In the context of a multi-thread runtime.
    Entered(Handle),
}

impl Place {
    fn here() -> Result<Self, Reason> {
        match Handle::try_current() {
            Ok(handle) => match handle.runtime_flavor() {
                // Only a thread that drives a runtime has a worker index.
                RuntimeFlavor::CurrentThread if worker_index().is_some() => {
                    Err(Reason::CurrentThreadRuntime)
                }
                RuntimeFlavor::CurrentThread => Ok(Self::Context(handle)),
                _ => Ok(Self::Entered(handle)),
            },
            Err(missing) if missing.is_thread_local_destroyed() => Err(Reason::ThreadEnds),
            Err(_) => embedded().map(Self::Embedded).map_err(Reason::NoRuntime),
        }
    }
}

/// Runs `job` in tokio's `block_in_place`. `None` if that refuses: then this thread drives a `LocalSet`.
fn in_place<T>(job: impl FnOnce() -> T) -> Option<T> {
    let mut is_entered = false;
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        block_in_place(|| {
            is_entered = true;
            job()
        })
    }));
    match outcome {
        Ok(value) => Some(value),
        Err(payload) if is_entered => resume_unwind(payload),
        Err(_) => None,
    }
}

/// Polls `future` on this thread until it is ready. The thread is in the context of `handle`.
fn drive<F: Future>(handle: &Handle, future: F) -> F::Output {
    let _may_block = MayBlock::within(handle);
    // Outside of its scheduler nobody renews tokio's cooperative budget, and a future that has used
    // it up would wait for ever.
    let mut future = pin!(unconstrained(future));
    // A parker of its own for each call, not `thread::park`: a sync layer that runs inside of this
    // poll may park the thread too and swallow a wake-up that was meant for us.
    let (parker, unparker) = parking::pair();
    let waker = Waker::from(unparker);
    let mut context = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
        parker.park();
    }
}
