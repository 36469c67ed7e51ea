//! The runtime of a thread, and whether the thread may block.

use std::{
    cell::Cell,
    io,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::{Mutex, OnceLock, PoisonError},
    task::{Context, Waker},
    thread,
};

use tokio::{
    runtime::{self, Builder, Handle, Runtime, worker_index},
    task::block_in_place,
};

/// Returns the caller's runtime, or the embedded one if there is none.
///
/// # Errors
///
/// If the embedded runtime is needed and cannot be started.
pub(crate) fn current_or_embedded() -> io::Result<Handle> {
    Handle::try_current().or_else(|_| embedded().cloned())
}

/// Returns the embedded runtime, which is started on first use.
///
/// It provides timers, sockets and spawned tasks if the caller has no runtime.
///
/// # Errors
///
/// If the system lacks resources for it. The next call tries again.
pub(crate) fn embedded() -> io::Result<&'static Handle> {
    static EMBEDDED: OnceLock<Runtime> = OnceLock::new();
    // `OnceLock` cannot be initialised by a fallible function, and a second runtime could not be dropped in async code. So
    // only one thread at a time starts it.
    static STARTING: Mutex<()> = Mutex::new(());

    if let Some(runtime) = EMBEDDED.get() {
        return Ok(runtime.handle());
    }
    let _starting = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(runtime) = EMBEDDED.get() {
        return Ok(runtime.handle());
    }
    let runtime = start_embedded()?;
    Ok(EMBEDDED.get_or_init(|| runtime).handle())
}

/// Starts the embedded runtime.
///
/// If the system refuses tokio a thread, tokio panics. So a thread of its own starts the runtime: where no threads are
/// available, this one is refused first, with an error. If only the next one is refused, the panic ends this thread.
fn start_embedded() -> io::Result<Runtime> {
    let start = || {
        let mut builder = Builder::new_multi_thread();
        builder.worker_threads(1).thread_name("middleware-runtime").enable_all().build()
    };
    let starting = thread::Builder::new().name("middleware-start".to_owned()).spawn(start)?;
    let panicked = |_| Err(io::Error::other("the system refuses the runtime its thread"));
    starting.join().unwrap_or_else(panicked)
}

thread_local! {
    /// The sync code on whose behalf this thread may block, if it may.
    static MAY_BLOCK: Cell<Option<Behalf>> = const { Cell::new(None) };
}

#[derive(Clone, Copy)]
struct Behalf {
    /// The runtime whose context it had at the start.
    runtime: runtime::Id,
    /// The waker of the future that the thread drives for sync code.
    waker: Option<*const ()>,
}

/// While this value is alive, sync code on this thread may block.
pub(crate) struct MayBlock {
    outer: Option<Behalf>,
}

impl MayBlock {
    /// The thread runs sync code. The code may block as long as it stays in the context of `handle`.
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

    /// Returns the runtime in whose context the current sync code began, if that code may block.
    ///
    /// It is known if the library moved the code to this thread. If the code has entered another runtime since, this is
    /// still the first one.
    pub(crate) fn runtime() -> Option<runtime::Id> {
        MAY_BLOCK.get().filter(|_| worker_index().is_none()).map(|behalf| behalf.runtime)
    }

    /// Returns whether sync code may block here, if a future that is polled with this context calls it.
    ///
    /// It may not if blocking would stall something that this thread drives by now: another runtime that was entered, this
    /// runtime if it is a current-thread one, or a `LocalSet`.
    pub(crate) fn here(context: &Context<'_>) -> bool {
        let Some(behalf) = MAY_BLOCK.get() else { return false };
        // Any other executor has a waker of its own. Asking tokio changes a counter that all threads share.
        let is_driver = || behalf.waker == Some(context.waker().data());
        let is_same = || Handle::try_current().is_ok_and(|current| current.id() == behalf.runtime);
        // `block_in_place` alone would answer this. But if it refuses, it panics, and the panic hook prints the message. So
        // it is the last check.
        worker_index().is_none() && (is_driver() || is_same()) && in_place(&mut || ())
    }
}

/// Runs `job` in tokio's `block_in_place`.
///
/// On a worker, it moves the other tasks to another thread. Elsewhere, it only allows sync code in it to start runtimes.
/// Returns `false` if it refuses: then this thread drives a `LocalSet` or a current-thread runtime, and `job` did not run.
///
/// Tokio has no function to ask. So if it refuses, its panic is caught here, after the panic hook has run.
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
