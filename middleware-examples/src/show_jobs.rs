//! `jobs`: some jobs, a runner with a sync and an async handler, and what became of them.

use std::{error::Error, num::NonZero, time::Duration};

use middleware_core::Chain;
use middleware_examples::jobs::{
    Budget, Deduplicate, Done, Job, JobError, JobResult, Keys, Log, Logbook, Recover, Retry,
    Runner, Task,
    dead_letters::{Bury, Letters},
};

const THREADS: NonZero<usize> = NonZero::new(2).unwrap();
const ATTEMPTS: NonZero<u32> = NonZero::new(3).unwrap();
const BUDGET: Duration = Duration::from_millis(500);

/// Sends a mail, without blocking: the second attempt succeeds, but not to everybody.
async fn send(job: Job) -> JobResult {
    let Task::Mail { to, .. } = &job.task else {
        return Err(JobError::Permanent(format!("{job} is no mail")));
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
        Task::Mail { to, .. } => Err(JobError::Permanent(format!("a mail to {to} is no image"))),
    }
}

pub(crate) fn run() -> Result<(), Box<dyn Error>> {
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
    println!("The chain around mails, whose handler is async:\n\n{}", mail.plan());
    println!("The same layers around thumbnails, whose handler is sync:\n\n{}", thumbnails.plan());

    // Only the async one can be interrupted; the runner takes either, and calls it on its threads.
    let runner = Runner::start(THREADS, move |job: Job| match job.task {
        Task::Mail { .. } => mail.call(job),
        Task::Thumbnail { .. } => thumbnails.call(job),
    })?;
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
    println!("Six jobs are accepted; the runner is told to stop, and does them first:\n");
    runner.stop();
    for line in logbook.lines() {
        println!("    {line}");
    }
    println!("\nDead letters:\n");
    for (job, error) in letters.take() {
        println!("    {job}: {error}");
    }
    Ok(())
}
