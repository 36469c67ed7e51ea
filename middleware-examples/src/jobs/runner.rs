//! [`Runner`]: a queue of jobs, worked off by threads.

use std::{
    collections::VecDeque,
    fmt, io,
    num::NonZero,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc},
    thread::{self, JoinHandle},
};

use super::{Job, JobError, JobResult};

/// A queue of jobs, worked off by threads, each of which calls a chain.
///
/// A job that was accepted is done, or fails, and is not lost: [`stop`](Self::stop) waits for all of them, and so does
/// dropping the runner. They are in memory: what must outlive the process belongs in a database.
///
/// ```
/// use std::num::NonZero;
///
/// use middleware_examples::jobs::{Done, Job, JobError, Runner};
///
/// let runner = Runner::start(NonZero::new(4).unwrap(), |_: Job| Ok(Done::Worked))?;
/// let receipts: Vec<_> = (0..100)
///     .map(|width| runner.submit(Job::thumbnail("cat.png", width)))
///     .collect::<Result<_, _>>()?;
/// runner.stop();
/// assert!(receipts.into_iter().all(|receipt| receipt.wait() == Ok(Done::Worked)));
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
pub struct Runner {
    queue: Arc<Queue>,
    threads: Vec<JoinHandle<()>>,
}

/// What tells how a job ended.
#[derive(Debug)]
pub struct Receipt(mpsc::Receiver<JobResult>);

/// The runner is stopping, and accepts no job: it is given back.
#[derive(Debug, thiserror::Error)]
#[error("the runner is stopping, and does not accept a {0}")]
pub struct Stopping(pub Job);

#[derive(Debug, Default)]
struct Queue {
    state: Mutex<State>,
    /// There is a job, or it is time to stop.
    work: Condvar,
}

#[derive(Debug, Default)]
struct State {
    jobs: VecDeque<(Job, mpsc::Sender<JobResult>)>,
    stopping: bool,
}

impl Runner {
    /// Starts threads that call `run` for each job: with a chain, or with one of several, as the job's task says.
    ///
    /// A panic of `run` is a failed job, and its thread goes on. That is for panics of layers; those of handlers are
    /// better met by [`Recover`](super::Recover), as then the other layers get to know.
    ///
    /// # Errors
    ///
    /// If there are no resources for the threads.
    pub fn start(
        threads: NonZero<usize>,
        run: impl Fn(Job) -> JobResult + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let (queue, run) = (Arc::<Queue>::default(), Arc::new(run));
        let mut runner = Self { queue, threads: Vec::new() };
        for number in 0..threads.get() {
            let (queue, run) = (Arc::clone(&runner.queue), Arc::clone(&run));
            let work = move || queue.work_off(&*run);
            // On an error, the runner is dropped, and those that there are end.
            let thread = thread::Builder::new().name(format!("jobs-{number}")).spawn(work)?;
            runner.threads.push(thread);
        }
        Ok(runner)
    }

    /// Accepts a job, unless the runner is stopping.
    ///
    /// # Errors
    ///
    /// [`Stopping`], with the job.
    pub fn submit(&self, job: Job) -> Result<Receipt, Stopping> {
        let mut state = self.queue.lock();
        if state.stopping {
            return Err(Stopping(job));
        }
        let (result, receipt) = mpsc::channel();
        state.jobs.push_back((job, result));
        self.queue.work.notify_one();
        Ok(Receipt(receipt))
    }

    /// How many jobs wait for a thread.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.queue.lock().jobs.len()
    }

    /// Accepts no jobs any more; those that were accepted are done. Returns at once.
    pub fn begin_to_stop(&self) {
        self.queue.lock().stopping = true;
        self.queue.work.notify_all();
    }

    /// Accepts no jobs any more, and returns when all that were accepted are done.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        self.begin_to_stop();
        for thread in self.threads.drain(..) {
            // Nothing panics there: what `run` does is caught.
            let _ = thread.join();
        }
    }
}

impl Receipt {
    /// Waits until the job has ended.
    ///
    /// # Errors
    ///
    /// What it failed of.
    ///
    /// # Panics
    ///
    /// If the runner has lost the job, which it does not.
    pub fn wait(self) -> JobResult {
        self.0.recv().expect("a job that was accepted is done")
    }
}

impl Queue {
    fn work_off(&self, run: &impl Fn(Job) -> JobResult) {
        while let Some((job, result)) = self.next() {
            let ended = catch_unwind(AssertUnwindSafe(|| run(job)))
                .unwrap_or_else(|payload| Err(JobError::of_panic(payload)));
            // Nobody has to wait for it.
            let _ = result.send(ended);
        }
    }

    /// The next job; none if there is none left, and it is time to stop.
    fn next(&self) -> Option<(Job, mpsc::Sender<JobResult>)> {
        let mut state = self
            .work
            .wait_while(self.lock(), |state| state.jobs.is_empty() && !state.stopping)
            .unwrap_or_else(PoisonError::into_inner);
        state.jobs.pop_front()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Runner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Runner")
            .field("threads", &self.threads.len())
            .field("waiting", &self.waiting())
            .finish_non_exhaustive()
    }
}
