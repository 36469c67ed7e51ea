//! The runtime that a thread works for, and whether the thread may block.

use std::{
    cell::Cell,
    io,
    sync::{Mutex, OnceLock, PoisonError},
};

use tokio::runtime::{self, Builder, Handle, Runtime};

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
    /// Not if a further runtime was entered since: if that one is driven by this thread, to block
    /// would stop it.
    pub(crate) fn here() -> bool {
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
