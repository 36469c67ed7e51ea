//! The runtime that a thread works for, and whether the thread may block.

use std::{
    cell::Cell,
    io,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::{Mutex, OnceLock, PoisonError},
    task::{Context, Waker},
};

use tokio::{
    runtime::{self, Builder, Handle, Runtime, worker_index},
    task::block_in_place,
};

/// The caller's runtime, or the embedded one where there is none.
///
/// # Errors
///
/// If the embedded runtime is needed and cannot be started.
pub(crate) fn current_or_embedded() -> io::Result<Handle> {
    Handle::try_current().or_else(|_| embedded().cloned())
}

/// The embedded runtime: serves timers, sockets and spawned tasks where the caller has no runtime. It is
/// started on first use.
///
/// # Errors
///
/// If the system refuses what it takes. The next call tries again.
pub(crate) fn embedded() -> io::Result<&'static Handle> {
    static EMBEDDED: OnceLock<Runtime> = OnceLock::new();
    // `OnceLock` cannot be started by what may fail, and a second runtime could not be dropped in async
    // code: so one thread at a time.
    static STARTING: Mutex<()> = Mutex::new(());

    if let Some(runtime) = EMBEDDED.get() {
        return Ok(runtime.handle());
    }
    let _starting = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(runtime) = EMBEDDED.get() {
        return Ok(runtime.handle());
    }
    let runtime = Builder::new_multi_thread()
        .worker_threads(1)
        .thread_name("middleware-runtime")
        .enable_all()
        .build()?;
    Ok(EMBEDDED.get_or_init(|| runtime).handle())
}

thread_local! {
    /// On whose behalf this thread may block, if it may.
    static MAY_BLOCK: Cell<Option<Behalf>> = const { Cell::new(None) };
}

#[derive(Clone, Copy)]
struct Behalf {
    /// In the context of which runtime it was when that began.
    runtime: runtime::Id,
    /// The waker that a future gets which the thread drives for sync code.
    waker: Option<*const ()>,
}

/// While it lives, sync code on this thread may block.
pub(crate) struct MayBlock {
    outer: Option<Behalf>,
}

impl MayBlock {
    /// The thread runs sync code, which may block as long as it stays in the context of `handle`.
    pub(crate) fn within(handle: &Handle) -> Self {
        Self::enter(Behalf { runtime: handle.id(), waker: None })
    }

    /// The thread drives async code on behalf of sync code that may block, in the context of `runtime` and with this
    /// waker.
    pub(crate) fn driving(runtime: runtime::Id, waker: &Waker) -> Self {
        Self::enter(Behalf { runtime, waker: Some(waker.data()) })
    }

    fn enter(behalf: Behalf) -> Self {
        Self { outer: MAY_BLOCK.replace(Some(behalf)) }
    }

    /// The runtime in whose context sync code began that runs right here and may block.
    ///
    /// It is known here if the library has brought the code to this thread. If the code has entered another runtime
    /// since, it is that from before.
    pub(crate) fn runtime() -> Option<runtime::Id> {
        MAY_BLOCK.get().filter(|_| worker_index().is_none()).map(|behalf| behalf.runtime)
    }

    /// Whether sync code may block right here, called by a future that is polled with this context.
    ///
    /// Not if something is driven by this thread since, and would stand still: a further runtime that was
    /// entered, this one if it is a current-thread runtime, or a `LocalSet`.
    pub(crate) fn here(context: &Context<'_>) -> bool {
        let Some(behalf) = MAY_BLOCK.get() else { return false };
        // Any other executor brings a waker of its own. To ask tokio changes a counter that all threads share.
        let is_driver = || behalf.waker == Some(context.waker().data());
        let is_same = || Handle::try_current().is_ok_and(|current| current.id() == behalf.runtime);
        // `block_in_place` alone would answer this. But where it refuses, it panics, and the panic hook prints. So it is
        // asked last.
        worker_index().is_none() && (is_driver() || is_same()) && in_place(&mut || ())
    }
}

/// Runs `job` in tokio's `block_in_place`: on a worker it hands the other tasks to another thread; elsewhere it
/// only lets sync code inside start runtimes of its own. `false` if that refuses: then this thread drives a
/// `LocalSet`, or a current-thread runtime, and `job` was not run.
///
/// Tokio cannot be asked. So where it refuses, its panic is caught here, and the panic hook has run.
pub(crate) fn in_place(job: &mut dyn FnMut()) -> bool {
    let mut is_entered = false;
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        block_in_place(|| {
            is_entered = true;
            job();
        });
    }));
    match outcome {
        Ok(()) => true,
        Err(payload) if is_entered => resume_unwind(payload),
        Err(_) => false,
    }
}

impl Drop for MayBlock {
    fn drop(&mut self) {
        MAY_BLOCK.set(self.outer);
    }
}
