//! [`Retry`]: retries jobs that may succeed on another attempt.

use std::{num::NonZero, thread, time::Duration};

use middleware_core::{GetResponse, middleware};

use super::{Job, JobError, JobResult};

/// Retries a job up to a maximum number of attempts, while its error is [transient](JobError::Transient) and it has
/// time left. It waits between two attempts, and the wait doubles each time.
///
/// The loop is written once, and each mode has a function of its own that waits. In sync code it blocks the runner's thread.
/// In async code it does not, so a [`Budget`](super::Budget) can interrupt the wait.
///
/// ```
/// use std::{num::NonZero, time::Duration};
///
/// use middleware_core::Chain;
/// use middleware_examples::jobs::{Done, Job, JobError, JobResult, Retry};
///
/// let app = Chain::<Job, JobResult>::new()
///     .with(Retry::layer(NonZero::new(3).unwrap(), Duration::ZERO))
///     .view(|job: Job| match job.attempt {
///         3 => Ok(Done::Worked),
///         _ => Err(JobError::Transient("busy".to_owned())),
///     });
/// assert_eq!(app.call(Job::thumbnail("cat.png", 64)), Ok(Done::Worked));
/// ```
#[middleware]
#[derive(Debug)]
pub struct Retry<G> {
    get_response: GetResponse<G>,
    attempts: NonZero<u32>,
    pause: Duration,
}

#[middleware(both)]
impl<G> Retry<G> {
    fn call(&self, mut job: Job) -> JobResult {
        loop {
            let result = self.get_response.call(job.clone());
            match self.pause_after(&job, &result) {
                Some(pause) => Self::wait(pause),
                None => return result,
            }
            job.attempt += 1;
        }
    }

    fn wait(time: Duration) {
        thread::sleep(time);
    }

    async fn wait_async(time: Duration) {
        tokio::time::sleep(time).await;
    }

    /// Returns how long to wait for the next attempt; `None` if there is none.
    fn pause_after(&self, job: &Job, result: &JobResult) -> Option<Duration> {
        let again =
            matches!(result, Err(JobError::Transient(_))) && job.attempt < self.attempts.get();
        let pause = self.pause.saturating_mul(2_u32.saturating_pow(job.attempt.saturating_sub(1)));
        // Do not wait for an attempt that could not begin in time.
        (again && job.time_left().is_some_and(|left| pause < left)).then_some(pause)
    }
}
