//! [`Log`]: notes how each job ended.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use middleware_core::{GetResponse, Outcome, middleware};

use super::{Done, Job, JobResult};

/// Notes how each job ended, exactly once, even if an inner layer panics.
///
/// ```
/// use middleware_core::Chain;
/// use middleware_examples::jobs::{Done, Job, JobResult, Log, Logbook};
///
/// let logbook = Logbook::default();
/// let app = Chain::<Job, JobResult>::new()
///     .with(Log::layer(logbook.clone()))
///     .view(|_: Job| Ok(Done::Worked));
/// app.call(Job::mail("ada@example.org", "Hello")).unwrap();
/// assert_eq!(logbook.lines()[0].to_string(), r#"done: mail to ada@example.org, "Hello""#);
/// ```
#[middleware]
#[derive(Debug)]
pub struct Log<G> {
    get_response: GetResponse<G>,
    logbook: Logbook,
}

#[middleware]
impl<G> Log<G> {
    fn process_request(&self, job: &Job) -> (String, Instant) {
        (job.to_string(), Instant::now())
    }

    fn process_outcome(&self, outcome: Outcome<'_, JobResult>, begun: Option<(String, Instant)>) {
        let ended = match outcome {
            Outcome::Response(Ok(Done::Worked)) | Outcome::ShortCircuit(Ok(Done::Worked)) => {
                "done".to_owned()
            }
            Outcome::Response(Ok(Done::Duplicate)) | Outcome::ShortCircuit(Ok(Done::Duplicate)) => {
                "duplicate".to_owned()
            }
            Outcome::Response(Err(error)) | Outcome::ShortCircuit(Err(error)) => {
                format!("failed, {error}")
            }
            Outcome::Panic => "failed, a layer panicked".to_owned(),
            Outcome::Dropped => "given up".to_owned(),
        };
        // It is missing if `process_request` panicked while it described the job.
        if let Some((job, begun)) = begun {
            self.logbook.note(Line { job, ended, took: begun.elapsed() });
        }
    }
}

/// The entries of a [`Log`]. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Logbook(Arc<Mutex<Vec<Line>>>);

/// How one job ended.
#[derive(Clone, Debug)]
pub struct Line {
    /// The job.
    pub job: String,
    /// How it ended.
    pub ended: String,
    /// How long it took.
    pub took: Duration,
}

impl Logbook {
    /// Returns how the jobs ended so far, in order.
    #[must_use]
    pub fn lines(&self) -> Vec<Line> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note(&self, line: Line) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(line);
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.ended, self.job)
    }
}
