//! [`Budget`]: limits how long a job may take.

use std::time::{Duration, Instant};

use middleware_core::{GetResponse, middleware};
use tokio::time::timeout;

use super::{Job, JobError, JobResult};

/// Limits the time of a job, by setting its deadline.
///
/// The async half cancels a job that takes longer. Sync code cannot be cancelled. There, a job that succeeds late
/// counts as done, and one that fails late counts as timed out. [`Retry`](super::Retry) then begins no further attempt.
///
/// ```
/// use std::time::Duration;
///
/// use middleware_core::Chain;
/// use middleware_examples::jobs::{Budget, Job, JobError, JobResult};
///
/// let budget = Duration::from_millis(1);
/// let app = Chain::<Job, JobResult>::new()
///     .with(Budget::layer(budget))
///     .view(async |_: Job| -> JobResult { std::future::pending().await });
/// assert_eq!(app.call(Job::thumbnail("cat.png", 64)), Err(JobError::OutOfTime(budget)));
/// ```
#[middleware]
#[derive(Debug)]
pub struct Budget<G> {
    get_response: GetResponse<G>,
    budget: Duration,
}

#[middleware]
impl<G> Budget<G> {
    fn call(&self, mut job: Job) -> JobResult {
        let deadline = self.deadline();
        job.deadline = deadline;
        match self.get_response.call(job) {
            Err(JobError::Transient(_)) if deadline.is_some_and(|at| at <= Instant::now()) => {
                Err(JobError::OutOfTime(self.budget))
            }
            result => result,
        }
    }

    async fn acall(&self, mut job: Job) -> JobResult {
        job.deadline = self.deadline();
        timeout(self.budget, self.get_response.acall(job))
            .await
            .unwrap_or(Err(JobError::OutOfTime(self.budget)))
    }

    /// `None` if it is too far in the future for the clock.
    fn deadline(&self) -> Option<Instant> {
        Instant::now().checked_add(self.budget)
    }
}
