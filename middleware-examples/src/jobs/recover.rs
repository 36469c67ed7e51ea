//! [`Recover`]: makes a failed job of a panic.

use std::{
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    task::Poll,
};

use middleware_core::{GetResponse, middleware};

use super::{Job, JobError, JobResult};

/// Makes a failed job of a panic inside, so that the layers outside see it. A panic is a mistake in a program, which
/// does not go away by itself, so it is not [transient](JobError::Transient).
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

// What a job had in its hands when it panicked is gone with it. What handlers share is theirs to keep in order, as it
// would be if the panic reached a runner.
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
