//! [`Way`]: a way of driving a chain.

use std::fmt;

use tokio::runtime::{Builder, Runtime};

use crate::{
    handler::{BoxHandler, GetResponse},
    mode::Mode,
};

/// A way of driving a chain: the mode of its view, and its caller.
///
/// ```
/// use middleware_core::testing::Way;
///
/// assert_eq!(Way::all().count(), 10);
/// assert_eq!(Way::all().next().unwrap().to_string(), "sync view, called on a plain thread");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Way {
    view: Mode,
    driver: Driver,
}

/// The caller of a chain.
///
/// ```
/// use middleware_core::{Mode, testing::Driver};
///
/// assert_eq!(Driver::Task.mode(), Mode::Async);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Driver {
    /// Sync code on a thread without a runtime.
    Thread,
    /// Sync code on a worker of a multi-thread runtime.
    Worker,
    /// Sync code in `spawn_blocking` of a current-thread runtime.
    BlockingThread,
    /// `block_on` of a current-thread runtime.
    BlockOn,
    /// A task of a multi-thread runtime.
    Task,
}

impl Driver {
    const ALL: [Self; 5] =
        [Self::Thread, Self::Worker, Self::BlockingThread, Self::BlockOn, Self::Task];

    /// Returns whether it calls the chain as sync or as async code.
    #[must_use]
    pub const fn mode(self) -> Mode {
        match self {
            Self::Thread | Self::Worker | Self::BlockingThread => Mode::Sync,
            Self::BlockOn | Self::Task => Mode::Async,
        }
    }
}

impl Way {
    /// Returns all ways.
    pub fn all() -> impl Iterator<Item = Self> {
        let views = [Mode::Sync, Mode::Async].into_iter();
        views.flat_map(|view| Driver::ALL.into_iter().map(move |driver| Self { view, driver }))
    }

    /// Returns the mode of the view.
    #[must_use]
    pub const fn view(self) -> Mode {
        self.view
    }

    /// Returns the caller of the chain.
    #[must_use]
    pub const fn driver(self) -> Driver {
        self.driver
    }

    /// Creates the runtime that it needs.
    ///
    /// # Panics
    ///
    /// If the system has no resources for one.
    pub(super) fn runtime(self) -> Option<Runtime> {
        let runtime = match self.driver {
            Driver::Thread => return None,
            Driver::Worker | Driver::Task => {
                Builder::new_multi_thread().worker_threads(2).enable_all().build()
            }
            Driver::BlockingThread | Driver::BlockOn => {
                Builder::new_current_thread().enable_all().build()
            }
        };
        Some(runtime.expect("the system has resources for a runtime"))
    }

    /// Calls the chain. A panic of the chain propagates.
    pub(super) fn drive<Req, Res>(
        self,
        runtime: Option<&Runtime>,
        app: GetResponse<BoxHandler<Req, Res>>,
        request: Req,
    ) -> Res
    where
        Req: Send + 'static,
        Res: Send + 'static,
    {
        let Some(runtime) = runtime else { return app.call(request) };
        let task = match self.driver {
            Driver::Thread => return app.call(request),
            Driver::BlockOn => return runtime.block_on(app.acall(request)),
            Driver::Worker => runtime.spawn(async move { app.call(request) }),
            Driver::BlockingThread => runtime.spawn_blocking(move || app.call(request)),
            Driver::Task => runtime.spawn(async move { app.acall(request).await }),
        };
        match runtime.block_on(task) {
            Ok(response) => response,
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        }
    }
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let driver = match self.driver {
            Driver::Thread => "called on a plain thread",
            Driver::Worker => "called on a worker of a multi-thread runtime",
            Driver::BlockingThread => "called in `spawn_blocking` of a current-thread runtime",
            Driver::BlockOn => "awaited in `block_on` of a current-thread runtime",
            Driver::Task => "awaited in a task of a multi-thread runtime",
        };
        write!(f, "{} view, {driver}", self.view)
    }
}
