//! What the threads of a pool share, and what each of them does.

use std::{
    io, mem,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    thread,
    time::Duration,
};

use super::{
    job::{Disposition, Job},
    queue::{JobId, Queue, WakeAction, Worker},
};

/// What the threads of a pool share.
pub(super) struct Shared {
    pub(super) queue: Queue<Job>,
    pub(super) name: String,
    pub(super) stack_size: Option<usize>,
    pub(super) keep_alive: Duration,
}

impl Shared {
    /// Adds a job, which may have to wait.
    pub(super) fn push(self: &Arc<Self>, job: Job) -> JobId {
        let (id, action) = self.queue.push(job);
        self.wake(action);
        id
    }

    /// Adds a job if it need not wait. Otherwise returns it.
    pub(super) fn try_push(self: &Arc<Self>, job: Job) -> Result<JobId, Job> {
        let (id, action) = self.queue.try_push(job)?;
        let Err(error) = self.try_wake(action) else { return Ok(id) };
        // The job would have to wait for another thread, so it is removed, unless a thread has taken it already.
        let job = self.queue.remove(id);
        self.spawn_failed(error);
        job.map_or(Ok(id), Err)
    }

    fn wake(self: &Arc<Self>, action: WakeAction) {
        if let Err(error) = self.try_wake(action) {
            self.spawn_failed(error);
        }
    }

    fn try_wake(self: &Arc<Self>, action: WakeAction) -> io::Result<()> {
        match action {
            WakeAction::Nothing => Ok(()),
            WakeAction::Notify(threads) => {
                self.queue.notify(threads);
                Ok(())
            }
            WakeAction::Spawn => self.spawn(),
        }
    }

    fn spawn(self: &Arc<Self>) -> io::Result<()> {
        let mut thread = thread::Builder::new().name(self.name.clone());
        if let Some(bytes) = self.stack_size {
            thread = thread.stack_size(bytes);
        }
        let shared = Arc::clone(self);
        thread.spawn(move || shared.run_jobs()).map(drop)
    }

    /// Reports the error to the callers of all jobs that no thread would take.
    fn spawn_failed(&self, error: io::Error) {
        let error = Arc::new(error);
        for job in self.queue.spawn_failed() {
            job.complete(Disposition::Refused(Arc::clone(&error)));
        }
    }

    /// Runs jobs until the thread must end.
    fn run_jobs(self: &Arc<Self>) {
        let mut worker = Worker::default();
        while let Some((job, action)) = self.queue.next(&mut worker, self.keep_alive) {
            let running = Running(&self.queue);
            self.wake(action);
            // A job catches all panics but those of a `Drop` that cannot be reported.
            let outcome =
                catch_unwind(AssertUnwindSafe(|| job.complete(Disposition::Hop(running))));
            if let Err(payload) = outcome {
                mem::forget(payload);
            }
        }
    }
}

/// A job that counts as running until this is dropped.
pub(super) struct Running<'a>(&'a Queue<Job>);

impl<'a> Running<'a> {
    /// Counts the job as finished.
    pub(super) fn finish(self) -> &'a Queue<Job> {
        self.0
    }

    /// Counts a finished job as running again.
    pub(super) fn resume(queue: &'a Queue<Job>) -> Self {
        queue.resume();
        Self(queue)
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.finish();
    }
}
