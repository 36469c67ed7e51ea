//! The runtime that a thread works for, and whether the thread may block.

use std::{
    cell::Cell,
    io,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::{Mutex, OnceLock, PoisonError},
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
    /// The runtime on whose behalf this thread may block, if it may.
    static MAY_BLOCK: Cell<Option<runtime::Id>> = const { Cell::new(None) };
}

/// While it lives, sync code on this thread may block.
pub(crate) struct MayBlock {
    outer: Option<runtime::Id>,
}

impl MayBlock {
    /// The thread may block as long as it stays in the context of `handle`.
    pub(crate) fn within(handle: &Handle) -> Self {
        Self { outer: MAY_BLOCK.replace(Some(handle.id())) }
    }

    /// Whether sync code may block right here.
    ///
    /// Not if something is driven by this thread since, and would stand still: a further runtime that was
    /// entered, this one if it is a current-thread runtime, or a `LocalSet`.
    pub(crate) fn here() -> bool {
        let is_same = |runtime| Handle::try_current().is_ok_and(|current| current.id() == runtime);
        // The last one would do for both. But where it refuses, it prints.
        MAY_BLOCK.get().is_some_and(is_same)
            && worker_index().is_none()
            && in_place(|| ()).is_some()
    }
}

/// Runs `job` in tokio's `block_in_place`: on a worker it hands the other tasks to another thread; elsewhere it
/// only lets sync code inside start runtimes of its own. `None` if that refuses: then this thread drives a
/// `LocalSet`, or a current-thread runtime.
///
/// Tokio cannot be asked. So where it refuses, its panic is caught here, and the panic hook has run.
pub(crate) fn in_place<T>(job: impl FnOnce() -> T) -> Option<T> {
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

impl Drop for MayBlock {
    fn drop(&mut self) {
        MAY_BLOCK.set(self.outer);
    }
}
