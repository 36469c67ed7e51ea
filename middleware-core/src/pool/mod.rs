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
//!   that runs is not disturbed; its answer is dropped on its thread, in the same context.
//! - When the last clone of a pool is dropped, and the last job in it has ended, its threads end.
//! - If the system refuses a thread, jobs wait for those that there are; if there are none, their callers get a
//!   panic that says so.
//!
//! # When a thread is woken
//!
//! To wake a thread, or to start one, costs more than all the rest of a hop. While fewer jobs run than there are
//! processors, each job that is put in brings a thread at once, unless one is about to look for a job anyway; so
//! a hop is as quick as it can be where there is little to do. Any further job waits for those that run, which take it
//! when they are done, without any wake-up: under load, a hop costs a small part of what it costs alone.
//!
//! That is right for short jobs. Some are not, or wait for each other: so while jobs wait, one thread that has
//! nothing to do, the *watch*, looks after them every tenth of a millisecond. If hardly a job has ended
//! since its last look, as many begin as wait, each on a further thread, up to the most that the pool may have, until a
//! look shows that jobs are short again. And a job that runs at two looks counts no more among those that are enough:
//! so a few long jobs hold up no short ones. Where no job waits and none is slow, no timer runs.
//!
//! # Its own synchronisation
//!
//! The pool has a queue of its own, `Queue`: one lock, one condition variable. The tests explore it with
//! [loom](https://docs.rs/loom). Everything else is tokio's channels and semaphore, the standard library's `Arc` and
//! `OnceLock`, a flag for a caller that is gone, counters, and a mutex that lets one thread at a time start the embedded
//! runtime. Why not a pool that there is:
//!
//! | pool | what is amiss |
//! | --- | --- |
//! | tokio's blocking pool, in a runtime of its own | its threads are in that runtime's context, where timers and tasks of what is dropped there would wait for ever; a job cannot be taken back out of its queue; it does not tell whether a thread is free, nor that the system has refused one; and it wakes or starts a thread for every job, so that under load a hop costs two to twelve times as much |
//! | [`blocking`](https://docs.rs/blocking) | there is one in a process, without a name, a stack size, or a word on how busy it is; it wakes fewer threads than tokio's, and still costs several times as much under load |
//! | [`rayon-core`](https://docs.rs/rayon-core), [`threadpool`](https://docs.rs/threadpool) | a fixed number of threads, for jobs that compute: those that block hold up the others, and threads that are idle stay |
//!
mod caller;
mod carry;
mod count;
mod hop;
mod hops;
mod job;
mod limit;
mod luggage;
mod queue;
mod scope;

/// What `Queue` is made of. The tests compile its file against loom's instead.
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
    error::Error,
    fmt, io, mem,
    num::NonZero,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, OnceLock},
    thread,
    time::Duration,
};

pub use self::{
    caller::caller_is_gone,
    carry::{Carried, Carry},
    count::{CountHops, count_hops},
    hops::Hops,
    limit::{Limit, LimitReached, Permit},
    scope::Scoped,
};
pub(crate) use self::{hop::Hop, scope::Scope};
use self::{
    job::{Fate, Job},
    queue::{Needs, Queue, Ticket, Worker},
};

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
pub struct Pool(Arc<Owner>);

/// What all clones of a pool share, and its threads do not: so it is dropped with the last clone.
struct Owner(Arc<Shared>);

/// What the threads of a pool share.
struct Shared {
    queue: Queue<Job>,
    name: String,
    stack_size: Option<usize>,
    keep_alive: Duration,
}

/// A job that runs. It counts until this is dropped.
struct Running<'a>(&'a Queue<Job>);

impl<'a> Running<'a> {
    /// The job has ended, as it seems.
    fn end(self) -> &'a Queue<Job> {
        self.0
    }

    /// It has something to do after all.
    fn again(queue: &'a Queue<Job>) -> Self {
        queue.not_done();
        Self(queue)
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.done();
    }
}

/// What a thread of the pool does.
fn work(shared: &Arc<Shared>) {
    let mut worker = Worker::default();
    while let Some((job, needs)) = shared.queue.next(&mut worker, shared.keep_alive) {
        let running = Running(&shared.queue);
        shared.see_to(needs);
        // A job catches its panics itself, but for those of a `Drop` that nobody can be told.
        if let Err(payload) = catch_unwind(AssertUnwindSafe(|| job.run(Fate::Hop(running)))) {
            mem::forget(payload);
        }
    }
}

impl Pool {
    /// Says how a pool is to be.
    pub const fn builder() -> PoolBuilder {
        PoolBuilder::new()
    }

    /// The pool of all chains that name no other: as [`PoolBuilder::build_global`] has made it, or as a builder is
    /// of which nothing is said.
    ///
    /// ```standalone_crate
    /// use middleware_core::pool::Pool;
    ///
    /// assert_eq!(Pool::global().threads(), 512);
    /// ```
    #[must_use]
    pub fn global() -> &'static Self {
        GLOBAL.get_or_init(|| match Self::builder().build() {
            Ok(pool) => pool,
            Err(_) => unreachable!("it has threads, and a name without NUL"),
        })
    }

    /// The most threads that it has at once.
    #[must_use]
    pub fn threads(&self) -> usize {
        self.shared().queue.most()
    }

    /// How many of its threads run a job right now.
    #[must_use]
    pub fn busy(&self) -> usize {
        self.shared().queue.running()
    }

    /// How many jobs wait for a thread right now.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.shared().queue.waiting()
    }

    /// How many hops have led here, ever: the jobs for which a thread has come.
    #[must_use]
    pub fn hops(&self) -> u64 {
        self.shared().queue.begun()
    }

    /// Whether a job that is put in now need not wait for another one to end.
    fn is_free(&self) -> bool {
        self.shared().queue.is_free()
    }

    /// Puts in a job, which may have to wait.
    fn put(&self, job: Job) -> Ticket {
        let (ticket, needs) = self.shared().queue.put(job);
        self.shared().see_to(needs);
        ticket
    }

    /// Puts in a job if it need not wait; otherwise gives it back.
    fn put_if_free(&self, job: Job) -> Result<Ticket, Job> {
        let (ticket, needs) = self.shared().queue.put_if_free(job)?;
        let Err(error) = self.shared().start(needs) else { return Ok(ticket) };
        // It would have to wait for the threads that there are; unless one of them has it already.
        let job = self.take_back(ticket);
        self.shared().not_started(error);
        job.map_or(Ok(ticket), Err)
    }

    fn take_back(&self, ticket: Ticket) -> Option<Job> {
        self.shared().queue.take_back(ticket)
    }

    fn shared(&self) -> &Arc<Shared> {
        &self.0.0
    }
}

impl Shared {
    /// Wakes or starts a thread, if one is needed.
    fn see_to(self: &Arc<Self>, needs: Needs) {
        if let Err(error) = self.start(needs) {
            self.not_started(error);
        }
    }

    fn start(self: &Arc<Self>, needs: Needs) -> io::Result<()> {
        match needs {
            Needs::Nothing => Ok(()),
            Needs::Wake(threads) => {
                self.queue.wake(threads);
                Ok(())
            }
            Needs::Thread => self.start_thread(),
        }
    }

    fn start_thread(self: &Arc<Self>) -> io::Result<()> {
        let mut thread = thread::Builder::new().name(self.name.clone());
        if let Some(bytes) = self.stack_size {
            thread = thread.stack_size(bytes);
        }
        let shared = Arc::clone(self);
        thread.spawn(move || work(&shared)).map(drop)
    }

    /// The system has refused a thread. Jobs that nobody would come for are told.
    fn not_started(&self, error: io::Error) {
        let error = Arc::new(error);
        for job in self.queue.not_started() {
            job.run(Fate::Refused(Arc::clone(&error)));
        }
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

/// How a pool is to be. [`Pool::builder`] begins one.
#[derive(Clone, Debug)]
#[must_use = "`build` makes the pool"]
pub struct PoolBuilder {
    threads: usize,
    name: String,
    stack_size: Option<usize>,
    keep_alive: Duration,
}

impl PoolBuilder {
    const fn new() -> Self {
        Self {
            threads: 512,
            name: String::new(),
            stack_size: None,
            keep_alive: Duration::from_secs(10),
        }
    }

    /// The most threads that it starts: 512 if nothing is said, as in tokio's blocking pool.
    pub const fn threads(mut self, most: usize) -> Self {
        self.threads = most;
        self
    }

    /// The name of its threads: `middleware-pool` if nothing is said. Linux shows the first 15 bytes of it.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// The size of its threads' stacks in bytes: that of [`std::thread`] if nothing is said, which is 2 MiB. All
    /// layers inwards of a hop are on one stack; hundreds of boxed ones fit.
    pub const fn stack_size(mut self, bytes: usize) -> Self {
        self.stack_size = Some(bytes);
        self
    }

    /// How long a thread without a job stays: 10 seconds if nothing is said, as in tokio's blocking pool.
    pub const fn keep_alive(mut self, idle: Duration) -> Self {
        self.keep_alive = idle;
        self
    }

    /// Makes the pool. No thread is started yet.
    ///
    /// # Errors
    ///
    /// If it is to have no threads, or its name has a NUL byte.
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

    /// Makes it the pool of all chains that name no other. A program does this once, when it begins.
    ///
    /// ```standalone_crate
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
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BuildPoolError {
    /// It would have no threads.
    NoThreads,
    /// The system takes no such name for a thread.
    Name {
        /// The name.
        name: String,
    },
    /// There is a global pool already.
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
