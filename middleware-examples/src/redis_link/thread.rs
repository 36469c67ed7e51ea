//! [`Thread`]: the thread of a [`Link`](super::Link).

use std::{io, sync::mpsc, thread};

use tokio::{
    runtime::{Builder, Handle},
    sync::oneshot,
};

/// A thread with a runtime, until it is dropped.
///
/// It is not a multi-thread runtime with one worker: tokio starts the workers itself, and panics if the system refuses
/// a thread.
pub(super) struct Thread {
    handle: Handle,
    /// Dropping it ends the thread.
    _running: oneshot::Sender<()>,
}

impl Thread {
    /// Starts a thread, and waits until it runs.
    ///
    /// # Errors
    ///
    /// If the system refuses the thread, or what its runtime needs.
    pub(super) fn start() -> io::Result<Self> {
        let (running, stopped) = oneshot::channel::<()>();
        let (started, handle) = mpsc::sync_channel(1);
        // The runtime is made on its thread. Otherwise a refused thread would drop it here, which panics in async code.
        thread::Builder::new().name("redis-link".to_owned()).spawn(move || {
            // An error of `send` means that nobody waits for the thread, and one of `stopped` that the link is dropped.
            match Builder::new_current_thread().enable_all().build() {
                Ok(runtime) => {
                    let _ = started.send(Ok(runtime.handle().clone()));
                    let _ = runtime.block_on(stopped);
                }
                Err(error) => {
                    let _ = started.send(Err(error));
                }
            }
        })?;
        let handle = handle.recv().map_err(io::Error::other)??;
        Ok(Self { handle, _running: running })
    }

    pub(super) fn handle(&self) -> Handle {
        self.handle.clone()
    }
}
