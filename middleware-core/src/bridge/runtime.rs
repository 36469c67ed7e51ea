//! The embedded runtime: serves timers, sockets and spawned tasks where the caller has no runtime.

use std::sync::OnceLock;

use tokio::runtime::{Builder, Handle, Runtime};

static EMBEDDED: OnceLock<Runtime> = OnceLock::new();

/// The caller's runtime, or the embedded one where there is none.
pub(super) fn current_or_embedded() -> Handle {
    Handle::try_current().unwrap_or_else(|_| embedded().clone())
}

/// The embedded runtime, started on first use.
pub(super) fn embedded() -> &'static Handle {
    EMBEDDED
        .get_or_init(|| {
            Builder::new_multi_thread()
                .worker_threads(1)
                .thread_name("middleware-runtime")
                .enable_all()
                .build()
                .unwrap_or_else(|error| panic!("cannot start the embedded runtime: {error}"))
        })
        .handle()
}
