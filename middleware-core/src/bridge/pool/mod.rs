//! The threads on which async code runs sync code, and the context that jobs keep on them.
//!
//! An async caller reaches sync code with a *hop*, which sends a job to a thread of a [`Pool`]. It is one of the two
//! [bridges](crate::bridge). All chains share one pool, [`Pool::global`], unless [`Offload`](super::Offload) names another one.
//!
//! What you can configure and observe:
//!
//! | what | how |
//! | --- | --- |
//! | the number of threads, their name, how long they are kept alive | [`Pool::builder`] |
//! | a pool for some chains only | [`Offload::pool`](super::Offload::pool) |
//! | a timeout between sync layers that fires on time | [`Offload::interruptible`](super::Offload::interruptible) |
//! | task-locals that jobs keep | [`Offload::propagate`](super::Offload::propagate) |
//! | a maximum of requests in flight | [`Limit`] |
//! | the number of busy threads, of waiting jobs, and of hops so far | [`Pool::busy`], [`Pool::waiting`], [`Pool::hops`] |
//! | the number of hops per request | [`count_hops`] |
//! | whether a caller still waits for the response | [`caller_is_gone`] |
//!
//! # What a pool promises
//!
//! - The configured number of threads is never exceeded. A request holds one thread from its first sync layer to the
//!   response of that layer. Further requests wait in the order of their arrival.
//! - The threads are the library's own. Code that waits on them takes none from `tokio::fs` or `spawn_blocking` in the
//!   caller's runtime, for which it may be waiting.
//! - A panic in a job does not end the thread. The caller of the job gets the panic.
//! - A job whose caller leaves before a thread has taken it is dropped at once, with all that it holds. A job that runs
//!   is not disturbed. Its output is dropped on its thread, in the same context.
//! - When the last clone of a pool is dropped, its threads end after the last job.
//! - If the system refuses a thread, jobs wait for the existing ones. If there are none, the callers get a panic with
//!   the system's error.
//!
//! # When a thread is woken
//!
//! To wake or start a thread costs more than the rest of a hop. So the pool does it only where it shortens the wait:
//!
//! - While fewer jobs run than there are processors, each new job wakes or starts a thread at once, unless a thread is
//!   starting anyway. So a single hop is as fast as possible.
//! - Any further job waits. A thread takes it when its own job returns, without a wake-up. So under load a hop costs a
//!   small part of what it costs alone.
//!
//! This suits short jobs. Other jobs take long, or wait for each other. So while jobs wait, an idle thread becomes the
//! *monitor*, which checks them every tenth of a millisecond:
//!
//! - If hardly any job has finished since its last check, all waiting jobs start, each on a further thread. The maximum
//!   of the pool applies. This holds until a check finds that jobs are short again.
//! - A job that was running at two checks no longer counts against the processors. So a few long jobs do not delay
//!   short ones.
//!
//! Where no job waits and jobs are short, no timer runs.
//!
//! # Synchronisation
//!
//! The pool has its own work queue, `Queue`: one lock and one condition variable. The tests explore it with
//! [loom](https://docs.rs/loom). The rest is:
//!
//! - tokio's channels and semaphore,
//! - the standard library's `Arc` and `OnceLock`,
//! - counters, and a flag for a caller that is gone,
//! - a mutex, so that one thread at a time starts the embedded runtime.
//!
//! Why not an existing pool:
//!
//! | pool | what is missing |
//! | --- | --- |
//! | tokio's blocking pool, in a runtime of its own | Its threads are in the context of that runtime, where timers and tasks of what is dropped there would deadlock. A job cannot be removed from its queue. It reports neither whether a thread is free, nor that the system has refused one. It wakes or starts a thread for every job, so under load a hop costs several times as much. |
//! | [`blocking`](https://docs.rs/blocking) | There is one per process. It has no name, no stack size and no count of busy threads. It wakes fewer threads than tokio's pool, and still costs several times as much under load. |
//! | [`rayon-core`](https://docs.rs/rayon-core), [`threadpool`](https://docs.rs/threadpool) | The number of threads is fixed, for CPU-bound jobs. Jobs that block delay the others, and idle threads are not ended. |

mod builder;
mod caller;
mod context;
mod count;
mod hop;
mod job;
mod limit;
pub(crate) mod offload;
pub(crate) mod propagator;
mod queue;
mod scope;
mod task;
mod worker;

/// The synchronisation that `Queue` uses. The tests compile its files against loom's instead.
mod sync {
    pub(super) use std::{
        sync::{
            Condvar, Mutex, MutexGuard, PoisonError,
            atomic::{AtomicUsize, Ordering},
        },
        thread::sleep,
    };
}

use std::{
    fmt,
    sync::{Arc, OnceLock},
};

use self::worker::Shared;
pub use self::{
    builder::{BuildPoolError, PoolBuilder},
    caller::caller_is_gone,
    count::{CountHops, count_hops},
    limit::{Limit, LimitReached, Permit},
    scope::Scoped,
};
pub(crate) use self::{hop::Hop, scope::Scope};

/// A pool of threads that may block, for sync code that async code calls.
///
/// Clones share the threads, which start when they are needed.
///
/// ```
/// use std::time::Duration;
///
/// use middleware_core::bridge::pool::Pool;
///
/// let pool = Pool::builder().threads(8).name("reports").keep_alive(Duration::from_secs(60)).build()?;
/// assert_eq!((pool.threads(), pool.busy(), pool.waiting(), pool.hops()), (8, 0, 0, 0));
/// # Ok::<(), middleware_core::bridge::pool::BuildPoolError>(())
/// ```
#[derive(Clone)]
pub struct Pool(Arc<Owner>);

/// What the clones of a pool share, but its threads do not. So it is dropped with the last clone.
struct Owner(Arc<Shared>);

impl Pool {
    /// Configures a pool.
    pub const fn builder() -> PoolBuilder {
        PoolBuilder::new()
    }

    /// Returns the global pool, which runs the hops of all chains without a pool of their own.
    ///
    /// [`PoolBuilder::build_global`] configures it. Otherwise the first use creates it with the defaults of the
    /// builder.
    ///
    /// ```standalone_crate
    /// use middleware_core::bridge::pool::Pool;
    ///
    /// assert_eq!(Pool::global().threads(), 512);
    /// ```
    #[must_use]
    pub fn global() -> &'static Self {
        GLOBAL.get_or_init(|| match Self::builder().build() {
            Ok(pool) => pool,
            Err(_) => unreachable!("the defaults are valid"),
        })
    }

    /// Returns the maximum number of threads.
    #[must_use]
    pub fn threads(&self) -> usize {
        self.shared().queue.max_threads()
    }

    /// Returns the number of threads that run a job right now.
    #[must_use]
    pub fn busy(&self) -> usize {
        self.shared().queue.running()
    }

    /// Returns the number of jobs that wait for a thread right now.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.shared().queue.waiting()
    }

    /// Returns the number of hops to this pool so far: the jobs that a thread has taken.
    #[must_use]
    pub fn hops(&self) -> u64 {
        self.shared().queue.started()
    }

    fn shared(&self) -> &Arc<Shared> {
        &self.0.0
    }
}

static GLOBAL: OnceLock<Pool> = OnceLock::new();

impl Drop for Owner {
    fn drop(&mut self) {
        self.0.queue.close();
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool")
            .field("name", &self.shared().name)
            .field("threads", &self.threads())
            .field("busy", &self.busy())
            .field("waiting", &self.waiting())
            .field("hops", &self.hops())
            .finish()
    }
}
