//! The bridge from sync to async: blocks the thread until a future is ready.

use std::{
    cell::RefCell,
    future::poll_fn,
    pin::pin,
    task::{Context, Poll, Waker},
};

use parking::Parker;
use tokio::{
    runtime::{self, Handle, RuntimeFlavor, worker_index},
    task::unconstrained,
};

use super::{
    CannotBlock, Reason,
    runtime::{MayBlock, embedded, in_place},
};

/// Blocks the thread until `future` is ready, and returns its output.
///
/// The future runs in the context of the caller's tokio runtime. If there is none, it runs in that of a small embedded one,
/// so timers and sockets work in it. In asgiref, this function is called `async_to_sync`. The table in
/// [the module](super#where-a-chain-can-be-called-from) lists where it is possible.
///
/// ```
/// use std::time::Duration;
///
/// use middleware_core::bridge;
///
/// // There is no runtime here, but a timer works.
/// let answer = bridge::block_on(async {
///     tokio::time::sleep(Duration::from_millis(1)).await;
///     42
/// });
/// assert_eq!(answer, 42);
/// ```
///
/// # Panics
///
/// If the thread cannot be blocked, with the text of the [`Reason`]. Also if `future` panics.
#[track_caller]
pub fn block_on<F: Future>(future: F) -> F::Output {
    match try_block_on(future) {
        Ok(output) => output,
        Err(refused) => panic!("{refused}"),
    }
}

/// Blocks the thread as [`block_on`] does, but returns the future if the thread cannot be blocked.
///
/// ```
/// use middleware_core::bridge;
///
/// assert_eq!(bridge::try_block_on(async { 42 }).unwrap(), 42);
/// ```
///
/// # Errors
///
/// If the thread cannot be blocked. The future has not started then.
///
/// To find out whether a thread drives a [`LocalSet`](tokio::task::LocalSet), the only way is to try and catch tokio's
/// panic. So in a `LocalSet` on a multi-thread runtime, the panic hook runs before the error is returned, and prints tokio's
/// message.
///
/// # Panics
///
/// If `future` panics.
#[track_caller]
pub fn try_block_on<F: Future>(future: F) -> Result<F::Output, CannotBlock<F>> {
    let site = match Site::here() {
        Ok(site) => site,
        Err(reason) => return Err(CannotBlock::new(reason, future)),
    };
    let mut future = Some(future);
    let mut output = None;
    // `run` and `drive` take `dyn` closures, so that they are compiled once, not for each future.
    site.run(&mut |runtime| {
        if let Some(future) = future.take() {
            let mut future = pin!(future);
            drive(runtime, &mut |context| {
                future.as_mut().poll(context).map(|ready| output = Some(ready))
            });
        }
    });
    match (output, future) {
        (Some(output), _) => Ok(output),
        (None, Some(future)) => Err(CannotBlock::new(Reason::LocalSet, future)),
        (None, None) => unreachable!("a future that has been driven has an output"),
    }
}

/// Checks whether sync code may block on async code on this thread.
///
/// # Errors
///
/// If it may not.
pub(crate) fn check() -> Result<(), Reason> {
    if Site::here()?.run(&mut |_| ()) { Ok(()) } else { Err(Reason::LocalSet) }
}

/// The context of sync code that blocks on async code.
enum Site {
    /// Without a runtime, so the embedded one is used.
    Embedded(&'static Handle),
    /// In the context of a runtime.
    Within(runtime::Id),
}

impl Site {
    fn here() -> Result<Self, Reason> {
        if let Some(runtime) = MayBlock::runtime() {
            return Ok(Self::Within(runtime));
        }
        match Handle::try_current() {
            // Only a thread that drives a runtime has a worker index. A worker of a multi-thread runtime can move its tasks
            // to another thread.
            Ok(handle)
                if handle.runtime_flavor() == RuntimeFlavor::CurrentThread
                    && worker_index().is_some() =>
            {
                Err(Reason::CurrentThreadRuntime)
            }
            Ok(handle) => Ok(Self::Within(handle.id())),
            Err(missing) if missing.is_thread_local_destroyed() => Err(Reason::ThreadEnds),
            Err(_) => embedded().map(Self::Embedded).map_err(Reason::NoRuntime),
        }
    }

    /// Runs `job` where it may block. Returns `false` if the thread drives a `LocalSet`: then `job` did not run.
    fn run(self, job: &mut dyn FnMut(runtime::Id)) -> bool {
        match self {
            Self::Embedded(handle) => {
                let _context = handle.enter();
                job(handle.id());
                true
            }
            Self::Within(runtime) => in_place(&mut || job(runtime)),
        }
    }
}

/// Calls `poll` on this thread until it is ready. The thread is in the context of `runtime`.
fn drive(runtime: runtime::Id, poll: &mut dyn FnMut(&mut Context<'_>) -> Poll<()>) {
    // Outside the scheduler, nothing renews tokio's cooperative budget. A future that has used it up would never be ready.
    let mut future = pin!(unconstrained(poll_fn(poll)));
    let sleep = Sleep::take();
    let may_block = MayBlock::driving(runtime, &sleep.waker);
    let mut context = Context::from_waker(&sleep.waker);
    while future.as_mut().poll(&mut context).is_pending() {
        sleep.parker.park();
    }
    drop(may_block);
    sleep.put_back();
}

/// Parks this thread until the future that it drives is woken.
///
/// Each driven future has its own, also one that is driven within the poll of another. `thread::park` is not an option: a
/// sync layer within a poll may park the thread too, and would take a wake-up that was meant for the future.
struct Sleep {
    parker: Parker,
    waker: Waker,
}

thread_local! {
    /// The values of this thread that are not in use.
    static SPARE: RefCell<Vec<Sleep>> = const { RefCell::new(Vec::new()) };
}

impl Sleep {
    fn take() -> Self {
        // While the thread's locals are destroyed, there are none.
        let spare = SPARE.try_with(|spare| spare.borrow_mut().pop());
        spare.ok().flatten().unwrap_or_else(|| {
            let (parker, unparker) = parking::pair();
            Self { parker, waker: Waker::from(unparker) }
        })
    }

    /// Keeps it for the next future. If an earlier future has kept the waker and wakes it, the next one is polled once more.
    fn put_back(self) {
        // While the thread's locals are destroyed, it is dropped.
        let _ = SPARE.try_with(|spare| spare.borrow_mut().push(self));
    }
}
