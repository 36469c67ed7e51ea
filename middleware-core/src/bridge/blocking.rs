//! Async code in sync code: blocks the thread until the future is ready.

use std::{
    cell::Cell,
    pin::pin,
    task::{Context, Poll, Waker},
};

use tokio::{
    runtime::{self, Handle, RuntimeFlavor, worker_index},
    task::{block_in_place, unconstrained},
};

use super::runtime::embedded;

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
/// If this thread drives a current-thread runtime, which would stand still meanwhile; if the
/// embedded runtime can't be started; and if `future` panics.
#[track_caller]
pub fn async_to_sync<F: Future>(future: F) -> F::Output {
    let Ok(handle) = Handle::try_current() else {
        let handle = embedded();
        let _context = handle.enter();
        return drive(handle, future);
    };
    match handle.runtime_flavor() {
        // Only a thread that drives a runtime has a worker index.
        RuntimeFlavor::CurrentThread if worker_index().is_some() => panic!(
            "async code was called from sync code on the only thread of a current-thread runtime, \
             which would wait for itself: await the chain's `.acall(..)` instead of its `.call(..)`, or \
             move the sync code to `tokio::task::spawn_blocking`, or use a multi-thread runtime"
        ),
        RuntimeFlavor::CurrentThread => drive(&handle, future),
        // Hands the worker's other tasks to another thread; elsewhere it only lets sync code inside
        // start runtimes of its own.
        _ => block_in_place(|| drive(&handle, future)),
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

thread_local! {
    /// The runtime on whose behalf this thread may block, if it may.
    static MAY_BLOCK: Cell<Option<runtime::Id>> = const { Cell::new(None) };
}

/// While it lives, sync code on this thread may block.
pub(super) struct MayBlock {
    outer: Option<runtime::Id>,
}

impl MayBlock {
    /// The thread may block as long as it stays in the context of `handle`.
    pub(super) fn within(handle: &Handle) -> Self {
        Self { outer: MAY_BLOCK.replace(Some(handle.id())) }
    }

    /// Whether sync code may block right here.
    ///
    /// Not if a further runtime was entered since: if that one is driven by this thread, to block
    /// would stop it.
    pub(super) fn here() -> bool {
        MAY_BLOCK.get().is_some_and(|runtime| {
            Handle::try_current().is_ok_and(|current| current.id() == runtime)
        })
    }
}

impl Drop for MayBlock {
    fn drop(&mut self) {
        MAY_BLOCK.set(self.outer);
    }
}
