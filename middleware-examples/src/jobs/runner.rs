//! [`Runner`]: a queue of jobs, processed by threads.

use std::{
    collections::VecDeque,
    fmt, io,
    num::NonZero,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc},
    thread::{self, JoinHandle},
};

use super::{Job, JobError, JobResult};

/// A queue of jobs, processed by threads, each of which calls a chain.
///
/// An accepted job is done or fails, but is never lost: [`stop`](Self::stop) waits for all of them, and so does
/// dropping the runner. The jobs are in memory. If a job must outlive the process, use a database.
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

/// A handle that receives the result of a job.
#[derive(Debug)]
pub struct Receipt(mpsc::Receiver<JobResult>);

/// The error of a runner that is stopping and accepts no jobs. It contains the job.
#[derive(Debug, thiserror::Error)]
#[error("the runner is stopping, and does not accept a {0}")]
pub struct Stopping(pub Job);

#[derive(Debug, Default)]
struct Queue {
    state: Mutex<State>,
    /// Notified if there is a job, or the runner stops.
    work: Condvar,
}

#[derive(Debug, Default)]
struct State {
    jobs: VecDeque<(Job, mpsc::Sender<JobResult>)>,
    stopping: bool,
}

impl Runner {
    /// Starts threads that call `run` for each job. `run` calls a chain, or one of several, depending on the job's
    /// task.
    ///
    /// If `run` panics, the job fails and its thread continues. This is for panics of layers. For those of handlers,
    /// use [`Recover`](super::Recover), so that the outer layers get the failure.
    ///
    /// # Errors
    ///
    /// If the system has no resources for the threads.
    pub fn start(
        threads: NonZero<usize>,
        run: impl Fn(Job) -> JobResult + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let (queue, run) = (Arc::<Queue>::default(), Arc::new(run));
        let mut runner = Self { queue, threads: Vec::new() };
        for number in 0..threads.get() {
            let (queue, run) = (Arc::clone(&runner.queue), Arc::clone(&run));
            let work = move || queue.work_off(&*run);
            // On an error, the runner is dropped, which ends the threads so far.
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

    /// Returns the number of jobs that wait for a thread.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.queue.lock().jobs.len()
    }

    /// Stops accepting jobs; those that were accepted are finished. Returns immediately.
    pub fn begin_to_stop(&self) {
        self.queue.lock().stopping = true;
        self.queue.work.notify_all();
    }

    /// Stops accepting jobs, and returns when all accepted jobs are finished.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        self.begin_to_stop();
        for thread in self.threads.drain(..) {
            // The thread does not panic, because panics of `run` are caught.
            let _ = thread.join();
        }
    }
}

impl Receipt {
    /// Waits until the job has ended.
    ///
    /// # Errors
    ///
    /// The error of the job.
    ///
    /// # Panics
    ///
    /// If the runner lost the job, which would be a bug.
    pub fn wait(self) -> JobResult {
        self.0.recv().expect("a job that was accepted is done")
    }
}

impl Queue {
    fn work_off(&self, run: &impl Fn(Job) -> JobResult) {
        while let Some((job, result)) = self.next() {
            let ended = catch_unwind(AssertUnwindSafe(|| run(job)))
                .unwrap_or_else(|payload| Err(JobError::of_panic(payload)));
            // The caller need not wait for it.
            let _ = result.send(ended);
        }
    }

    /// Returns the next job; `None` if the runner stops and there are none left.
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
