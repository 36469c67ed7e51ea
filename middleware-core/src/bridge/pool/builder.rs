//! [`PoolBuilder`]: configures a [`Pool`].

use std::{error::Error, fmt, num::NonZero, sync::Arc, thread, time::Duration};

use super::{GLOBAL, Owner, Pool, queue::Queue, worker::Shared};

/// Configures a [`Pool`].
///
/// Created by [`Pool::builder`].
#[derive(Clone, Debug)]
#[must_use = "`build` creates the pool"]
pub struct PoolBuilder {
    threads: usize,
    name: String,
    stack_size: Option<usize>,
    keep_alive: Duration,
}

impl PoolBuilder {
    pub(super) const fn new() -> Self {
        Self {
            threads: 512,
            name: String::new(),
            stack_size: None,
            keep_alive: Duration::from_secs(10),
        }
    }

    /// Sets the maximum number of threads. Default: 512, as in tokio's blocking pool.
    pub const fn threads(mut self, most: usize) -> Self {
        self.threads = most;
        self
    }

    /// Sets the name of the threads. Default: `middleware-pool`. Linux shows the first 15 bytes of it.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Sets the stack size of the threads in bytes. Default: that of [`std::thread`], which is 2 MiB.
    ///
    /// All inner layers of a hop share one stack. For what a layer takes, see [`Plan::MAX_LAYERS`](crate::Plan::MAX_LAYERS).
    pub const fn stack_size(mut self, bytes: usize) -> Self {
        self.stack_size = Some(bytes);
        self
    }

    /// Sets how long a thread without a job is kept alive. Default: 10 seconds, as in tokio's blocking pool.
    pub const fn keep_alive(mut self, idle: Duration) -> Self {
        self.keep_alive = idle;
        self
    }

    /// Creates the pool. No thread is started yet.
    ///
    /// # Errors
    ///
    /// If the number of threads is zero, or the name contains a NUL byte.
    pub fn build(self) -> Result<Pool, BuildPoolError> {
        let Self { threads, name, stack_size, keep_alive } = self;
        if threads == 0 {
            return Err(BuildPoolError::NoThreads);
        }
        if name.contains('\0') {
            return Err(BuildPoolError::Name { name });
        }
        let name = if name.is_empty() { "middleware-pool".to_owned() } else { name };
        let eager = thread::available_parallelism().map_or(1, NonZero::get);
        let queue = Queue::new(threads, eager);
        Ok(Pool(Arc::new(Owner(Arc::new(Shared { queue, name, stack_size, keep_alive })))))
    }

    /// Creates the global pool, which runs the hops of all chains without a pool of their own.
    ///
    /// Call it once, at the start of the program.
    ///
    /// ```standalone_crate
    /// use middleware_core::bridge::pool::Pool;
    ///
    /// Pool::builder().threads(64).build_global()?;
    /// assert_eq!(Pool::global().threads(), 64);
    /// # Ok::<(), middleware_core::bridge::pool::BuildPoolError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`build`](Self::build); and if the global pool exists already, because of an earlier call or because a chain
    /// needed it.
    pub fn build_global(self) -> Result<(), BuildPoolError> {
        GLOBAL.set(self.build()?).map_err(|_| BuildPoolError::AlreadyThere)
    }
}

/// The error of [`PoolBuilder::build`] and [`PoolBuilder::build_global`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BuildPoolError {
    /// The number of threads is zero.
    NoThreads,
    /// The name contains a NUL byte, which the system does not accept in the name of a thread.
    Name {
        /// The name.
        name: String,
    },
    /// The global pool exists already.
    AlreadyThere,
}

impl fmt::Display for BuildPoolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoThreads => {
                f.write_str("a pool without threads would run nothing: give it one thread or more")
            }
            Self::Name { name } => {
                write!(f, "a pool's threads cannot be called {name:?}: leave out the NUL byte")
            }
            Self::AlreadyThere => f.write_str(
                "there is a global pool already: call `build_global` before the first chain is called",
            ),
        }
    }
}

impl Error for BuildPoolError {}
