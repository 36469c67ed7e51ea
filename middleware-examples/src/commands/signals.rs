//! [`Signals`]: Ctrl-C and, on Unix, SIGTERM.

#[cfg(unix)]
mod unix {
    use std::io;

    use tokio::signal::unix::{Signal, SignalKind, signal};

    /// The signals that stop a server. After [`Signals::listen`], they no longer end the process.
    pub(crate) struct Signals {
        interrupt: Signal,
        terminate: Signal,
    }

    impl Signals {
        pub(crate) fn listen() -> io::Result<Self> {
            Ok(Self {
                interrupt: signal(SignalKind::interrupt())?,
                terminate: signal(SignalKind::terminate())?,
            })
        }

        /// Waits for one.
        pub(crate) async fn next(&mut self) {
            tokio::select! {
                _ = self.interrupt.recv() => {}
                _ = self.terminate.recv() => {}
            }
        }
    }
}

#[cfg(windows)]
mod windows {
    use std::io;

    use tokio::signal::windows::{CtrlC, ctrl_c};

    /// The signals that stop a server. After [`Signals::listen`], Ctrl-C no longer ends the process.
    pub(crate) struct Signals(CtrlC);

    impl Signals {
        pub(crate) fn listen() -> io::Result<Self> {
            ctrl_c().map(Self)
        }

        /// Waits for one.
        pub(crate) async fn next(&mut self) {
            // None means that there will be none.
            if self.0.recv().await.is_none() {
                std::future::pending::<()>().await;
            }
        }
    }
}

#[cfg(unix)]
pub(super) use unix::Signals;
#[cfg(windows)]
pub(super) use windows::Signals;
