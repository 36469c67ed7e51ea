//! `jobs`: some jobs, a runner with a sync and an async handler, and their results.

use std::{num::NonZero, time::Duration};

use middleware_core::Chain;
use middleware_examples::jobs::{
    Budget, Deduplicate, Done, Job, JobError, JobResult, Keys, Log, Logbook, Recover, Retry,
    Runner, Task,
    dead_letters::{Bury, Letters},
};

use super::{
    Failure,
    output::{Coloured, Heading, print},
};

const THREADS: NonZero<usize> = NonZero::new(2).unwrap();
const ATTEMPTS: NonZero<u32> = NonZero::new(3).unwrap();
const BUDGET: Duration = Duration::from_millis(500);

/// Sends a mail, without blocking. The second attempt succeeds, except to some addresses.
async fn send(job: Job) -> JobResult {
    let Task::Mail { to, .. } = &job.task else {
        return Err(JobError::Permanent(format!("{job} is not a mail")));
    };
    match (to.as_str(), job.attempt) {
        ("nobody@example.org", _) => Err(JobError::Permanent("no such address".to_owned())),
        ("slow@example.org", _) => std::future::pending().await,
        (_, 1) => Err(JobError::Transient("the mail server is busy".to_owned())),
        _ => Ok(Done::Worked),
    }
}

/// Makes a thumbnail, which keeps a thread busy.
fn scale(job: Job) -> JobResult {
    match job.task {
        Task::Thumbnail { image, width: 0 } => panic!("{image} would have no width"),
        Task::Thumbnail { .. } => Ok(Done::Worked),
        Task::Mail { to, .. } => {
            Err(JobError::Permanent(format!("a mail to {to} is not an image")))
        }
    }
}

pub(super) fn run() -> Result<(), Failure> {
    let (logbook, letters) = (Logbook::default(), Letters::new(std::io::sink()));
    let layers = Chain::<Job, JobResult>::new()
        .with(Log::layer(logbook.clone()))
        .with(Deduplicate::layer(Keys::default()))
        .with(Bury::layer(letters.clone()))
        .with(Budget::layer(BUDGET))
        .with(Retry::layer(ATTEMPTS, Duration::from_millis(5)))
        .with(Recover::layer());
    let mail = layers.clone().view(send);
    let thumbnails = layers.view(scale);
    for (title, plan) in [
        ("The chain around mails, whose handler is async", mail.plan()),
        ("The same layers around thumbnails, whose handler is sync", thumbnails.plan()),
    ] {
        print(format_args!("{}\n\n{}\n", Heading(title), Coloured(plan)))?;
    }

    // Only the async handler can be interrupted. The runner takes either, and calls it on its threads.
    let runner = Runner::start(THREADS, move |job: Job| match job.task {
        Task::Mail { .. } => mail.call(job),
        Task::Thumbnail { .. } => thumbnails.call(job),
    })
    .map_err(Failure::Runner)?;
    for job in [
        Job::mail("ada@example.org", "Welcome").with_key("welcome ada"),
        Job::mail("ada@example.org", "Welcome").with_key("welcome ada"),
        Job::mail("nobody@example.org", "Welcome"),
        Job::mail("slow@example.org", "Welcome"),
        Job::thumbnail("cat.png", 64),
        Job::thumbnail("dog.png", 0),
    ] {
        runner.submit(job)?;
    }
    let title = "Six jobs, which the runner finishes before it stops";
    print(format_args!("{}\n\n", Heading(title)))?;
    runner.stop();
    for line in logbook.lines() {
        print(format_args!("    {line}\n"))?;
    }
    print(format_args!("\n{}\n\n", Heading("Dead letters")))?;
    for (job, error) in letters.take() {
        print(format_args!("    {job}: {error}\n"))?;
    }
    Ok(())
}
