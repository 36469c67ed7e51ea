//! [`Way`]: a way of driving a chain.

use std::fmt;

use crate::mode::Mode;

/// A way of driving a chain: the mode of its view, and its caller.
///
/// ```
/// use middleware_core::testing::Way;
///
/// # #[cfg(feature = "tokio")]
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
    /// `block_on` of a current-thread runtime. Without the feature `tokio`, a `block_on` without a runtime.
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

    /// Returns whether it needs the feature `tokio`.
    const fn needs_tokio(self) -> bool {
        match self {
            Self::Thread | Self::BlockOn => false,
            Self::Worker | Self::BlockingThread | Self::Task => true,
        }
    }
}

impl Way {
    /// Returns all ways.
    ///
    /// Without the feature `tokio` there are two: a sync view called from sync code, and an async view that is awaited.
    pub fn all() -> impl Iterator<Item = Self> {
        let views = [Mode::Sync, Mode::Async].into_iter();
        let all =
            views.flat_map(|view| Driver::ALL.into_iter().map(move |driver| Self { view, driver }));
        // A program without the feature has no bridges, so the caller has the mode of the view.
        all.filter(|way| {
            cfg!(feature = "tokio") || !way.driver.needs_tokio() && way.driver.mode() == way.view
        })
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
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let driver = match self.driver {
            Driver::Thread => "called on a plain thread",
            Driver::Worker => "called on a worker of a multi-thread runtime",
            Driver::BlockingThread => "called in `spawn_blocking` of a current-thread runtime",
            Driver::BlockOn if cfg!(feature = "tokio") => {
                "awaited in `block_on` of a current-thread runtime"
            }
            Driver::BlockOn => "awaited in a `block_on` without a runtime",
            Driver::Task => "awaited in a task of a multi-thread runtime",
        };
        write!(f, "{} view, {driver}", self.view)
    }
}
