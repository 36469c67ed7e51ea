//! The threads on which async code runs sync code, and what goes along to them.
//!
//! The [`bridge`](crate::bridge) from async to sync code is a *hop*: it sends a job to a thread of a [`Pool`].
//! All chains share one pool, [`Pool::global`], unless [`Hops`] says otherwise. Here is what can be said and
//! seen of it:
//!
//! | what | how |
//! | --- | --- |
//! | how many threads, their name, how long they stay idle | [`Pool::builder`] |
//! | a pool for some chains only | [`Hops::pool`] |
//! | a timeout between sync layers that fires on time | [`Hops::interruptible`] |
//! | task-locals that go along | [`Hops::carry`] |
//! | how many requests may be in flight | [`Limit`] |
//! | how many threads are busy, how many jobs wait, how many hops there were | [`Pool::busy`], [`Pool::waiting`], [`Pool::hops`] |
//! | how many hops a request takes | [`count_hops`] |
//! | whether anybody still waits for the answer | [`caller_is_gone`] |
//!
//! # What a pool promises
//!
//! - It never has more threads than it was given. A request holds one from its first sync layer to that
//!   layer's answer; further requests wait in the order in which they came.
//! - It is the library's own, so code that waits on its threads takes none from `tokio::fs` or
//!   `spawn_blocking` in the caller's runtime, which may be what it waits for.
//! - A job that panics costs no thread. Its caller gets the panic.
//! - A job whose caller leaves before a thread has come for it is dropped at once, with all that it holds. One
//!   that runs is not disturbed.
//! - When the last clone of a pool is dropped, and the last job in it has ended, its threads end.
//!
//! # Its own synchronisation
//!
//! The queue and the threads are those of tokio's blocking pool. The library's own are `Ticket`, which decides
//! between a thread that comes for a job and a caller that leaves, and `Load`, which counts; the tests explore
//! both with [loom](https://docs.rs/loom).

mod caller;
mod carry;
mod count;
mod hop;
mod hops;
mod limit;
mod load;
mod scope;
mod ticket;

/// What `Load` and `Ticket` are made of. The tests compile these two files against loom's instead.
mod sync {
    pub(super) use std::sync::{Mutex, PoisonError, atomic};
}

use std::{
    fmt, io,
    sync::{Arc, OnceLock},
    time::Duration,
};

use tokio::{
    runtime::{Builder, Runtime},
    task::JoinHandle,
};

use self::load::Load;
pub use self::{
    caller::caller_is_gone,
    carry::{Carried, Carry},
    count::{CountHops, count_hops},
    hops::Hops,
    limit::{Limit, LimitReached, Permit},
    scope::Scoped,
};
pub(crate) use self::{hop::Hop, scope::Scope};

/// The threads of the global pool, unless [`PoolBuilder::build_global`] says otherwise: as many as tokio's own
/// blocking pool has.
const DEFAULT_THREADS: usize = 512;

/// Threads that may block, for sync code that async code calls.
///
/// A clone is the same pool. Threads start when they are needed.
///
/// ```
/// use std::time::Duration;
///
/// use middleware_core::pool::Pool;
///
/// let pool = Pool::builder().threads(8).name("reports").keep_alive(Duration::from_secs(60)).build()?;
/// assert_eq!((pool.threads(), pool.busy(), pool.waiting(), pool.hops()), (8, 0, 0, 0));
/// # Ok::<(), middleware_core::pool::BuildPoolError>(())
/// ```
#[derive(Clone)]
pub struct Pool(Arc<Shared>);

struct Shared {
    /// A runtime for its blocking threads alone. It is there until `drop`.
    runtime: Option<Runtime>,
    name: String,
    load: Load,
}

impl Pool {
    /// Says how a pool is to be.
    pub const fn builder() -> PoolBuilder {
        PoolBuilder { threads: DEFAULT_THREADS, name: String::new(), keep_alive: None }
    }

    /// The pool of all chains that name no other. It has 512 threads at most, as tokio's blocking pool has, if
    /// [`PoolBuilder::build_global`] did not say otherwise in time.
    ///
    /// ```
    /// use middleware_core::pool::Pool;
    ///
    /// assert_eq!(Pool::global().threads(), 512);
    /// ```
    ///
    /// # Panics
    ///
    /// If it is started by this call, and the system refuses.
    #[must_use]
    pub fn global() -> &'static Self {
        GLOBAL.get_or_init(|| {
            Self::builder()
                .build()
                .unwrap_or_else(|error| panic!("cannot start the global pool: {error}"))
        })
    }

    /// The most threads that it starts.
    #[must_use]
    pub fn threads(&self) -> usize {
        self.0.load.threads()
    }

    /// How many of its threads run a job right now.
    #[must_use]
    pub fn busy(&self) -> usize {
        self.0.load.running()
    }

    /// How many jobs wait for a thread right now.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.0.load.waiting()
    }

    /// How many hops have led here, ever: the jobs for which a thread has come.
    #[must_use]
    pub fn hops(&self) -> u64 {
        self.0.load.begun()
    }

    fn load(&self) -> &Load {
        &self.0.load
    }

    fn spawn<T: Send + 'static>(&self, job: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
        match &self.0.runtime {
            Some(runtime) => runtime.spawn_blocking(job),
            None => unreachable!("it is taken by `drop` only"),
        }
    }
}

static GLOBAL: OnceLock<Pool> = OnceLock::new();

impl Drop for Shared {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // Not just dropped: that would wait for the threads, which async code must not do.
            runtime.shutdown_background();
        }
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool")
            .field("name", &self.0.name)
            .field("threads", &self.threads())
            .field("busy", &self.busy())
            .field("waiting", &self.waiting())
            .field("hops", &self.hops())
            .finish()
    }
}

/// How a pool is to be. [`Pool::builder`] begins one.
#[derive(Clone, Debug)]
#[must_use = "`build` makes the pool"]
pub struct PoolBuilder {
    threads: usize,
    name: String,
    keep_alive: Option<Duration>,
}

impl PoolBuilder {
    /// The most threads that it starts: 512 if nothing is said.
    pub const fn threads(mut self, most: usize) -> Self {
        self.threads = most;
        self
    }

    /// The name of its threads: `middleware-pool` if nothing is said. Linux shows the first 15 bytes of it.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// How long a thread without a job stays: 10 seconds if nothing is said, as in tokio.
    pub const fn keep_alive(mut self, idle: Duration) -> Self {
        self.keep_alive = Some(idle);
        self
    }

    /// Makes the pool.
    ///
    /// # Errors
    ///
    /// If it is to have no threads, or the system refuses.
    pub fn build(self) -> Result<Pool, BuildPoolError> {
        if self.threads == 0 {
            return Err(BuildPoolError::NoThreads);
        }
        let name = if self.name.is_empty() { "middleware-pool".to_owned() } else { self.name };
        let mut builder = Builder::new_current_thread();
        builder.max_blocking_threads(self.threads).thread_name(&name);
        if let Some(idle) = self.keep_alive {
            builder.thread_keep_alive(idle);
        }
        let runtime = Some(builder.build()?);
        Ok(Pool(Arc::new(Shared { runtime, name, load: Load::new(self.threads) })))
    }

    /// Makes it the pool of all chains that name no other. A program does this once, when it begins.
    ///
    /// ```
    /// use middleware_core::pool::Pool;
    ///
    /// Pool::builder().threads(64).build_global()?;
    /// assert_eq!(Pool::global().threads(), 64);
    /// # Ok::<(), middleware_core::pool::BuildPoolError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`build`](Self::build); and if there is a global pool already, made here or because a chain needed
    /// one.
    pub fn build_global(self) -> Result<(), BuildPoolError> {
        GLOBAL.set(self.build()?).map_err(|_| BuildPoolError::AlreadyThere)
    }
}

/// Why there is no such pool.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildPoolError {
    /// It would have no threads.
    #[error("a pool without threads would run nothing: give it one thread or more")]
    NoThreads,
    /// There is a global pool already.
    #[error("there is a global pool already: call `build_global` before the first chain is called")]
    AlreadyThere,
    /// The system refused.
    #[error("the system refuses what a pool needs: {0}")]
    System(#[from] io::Error),
}
