//! [`Budget`]: limits how long a job may take.

use std::time::{Duration, Instant};

use middleware_core::{GetResponse, middleware};
use tokio::time::timeout;

use super::{Job, JobError, JobResult};

/// Gives a job so much time, which the job knows as its deadline.
///
/// The async half interrupts what takes longer. Sync code can't be interrupted, so there a job that was done counts as
/// done, however late, and one that failed late is said to be out of time: [`Retry`](super::Retry) begins no further
/// attempt then.
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

    /// None if it is further away than time goes.
    fn deadline(&self) -> Option<Instant> {
        Instant::now().checked_add(self.budget)
    }
}
