//! [`Recover`]: turns a panic into a failed job.

use std::{
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    task::Poll,
};

use middleware_core::{GetResponse, middleware};

use super::{Job, JobError, JobResult};

/// Turns a panic of an inner handler into a failed job, so that the outer layers get it. A panic is a bug, and a retry
/// does not help, so it is not [transient](JobError::Transient).
///
/// ```
/// use middleware_core::Chain;
/// use middleware_examples::jobs::{Job, JobError, JobResult, Recover};
///
/// let app = Chain::<Job, JobResult>::new()
///     .with(Recover::layer())
///     .view(|_: Job| -> JobResult { panic!("no such image") });
/// let failed = app.call(Job::thumbnail("cat.png", 64));
/// assert_eq!(failed, Err(JobError::Panicked("no such image".to_owned())));
/// ```
#[middleware]
#[derive(Debug)]
pub struct Recover<G> {
    get_response: GetResponse<G>,
}

// The state of a job is dropped with the panic. Handlers must keep shared state valid themselves, and would have to do
// so without this layer too.
#[middleware]
impl<G> Recover<G> {
    fn call(&self, job: Job) -> JobResult {
        catch_unwind(AssertUnwindSafe(|| self.get_response.call(job)))
            .unwrap_or_else(|payload| Err(JobError::of_panic(payload)))
    }

    async fn acall(&self, job: Job) -> JobResult {
        let mut result = pin!(self.get_response.acall(job));
        poll_fn(|context| {
            catch_unwind(AssertUnwindSafe(|| result.as_mut().poll(context)))
                .unwrap_or_else(|payload| Poll::Ready(Err(JobError::of_panic(payload))))
        })
        .await
    }
}
