//! Dead letters: jobs that failed permanently.

use std::{
    fmt,
    io::Write,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use middleware_core::{GetResponse, middleware};

use super::{Job, JobError, JobResult};

/// Writes each failed job to [`Letters`], for inspection. Put it outside the layer that retries.
///
/// The target, such as a file or a database, may block, so this layer only has the sync half.
///
/// ```
/// use middleware_core::Chain;
/// use middleware_examples::jobs::{Job, JobError, JobResult, dead_letters::{Bury, Letters}};
///
/// let letters = Letters::new(std::io::sink());
/// let app = Chain::<Job, JobResult>::new()
///     .with(Bury::layer(letters.clone()))
///     .view(|_: Job| -> JobResult { Err(JobError::Permanent("no such address".to_owned())) });
/// let job = Job::mail("nobody@example.org", "Hello");
/// assert!(app.call(job.clone()).is_err());
/// assert_eq!(letters.take(), [(job, JobError::Permanent("no such address".to_owned()))]);
/// ```
#[middleware]
#[derive(Debug)]
pub struct Bury<G> {
    get_response: GetResponse<G>,
    letters: Letters,
}

#[middleware]
impl<G> Bury<G> {
    fn call(&self, job: Job) -> JobResult {
        let copy = job.clone();
        let result = self.get_response.call(job);
        if let Err(error) = &result {
            self.letters.add(copy, error.clone());
        }
        result
    }
}

/// The jobs that failed permanently. Clones share them.
#[derive(Clone)]
pub struct Letters(Arc<Mutex<Kept>>);

struct Kept {
    letters: Vec<(Job, JobError)>,
    copy: Box<dyn Write + Send>,
}

impl Letters {
    /// Creates an empty list, which also writes a line for each job to `copy`.
    #[must_use]
    pub fn new(copy: impl Write + Send + 'static) -> Self {
        let copy = Box::new(copy);
        Self(Arc::new(Mutex::new(Kept { letters: Vec::new(), copy })))
    }

    /// Returns the number of jobs.
    #[must_use]
    pub fn count(&self) -> usize {
        self.lock().letters.len()
    }

    /// Removes the jobs and returns them with their errors, for inspection or to send them again.
    #[must_use]
    pub fn take(&self) -> Vec<(Job, JobError)> {
        std::mem::take(&mut self.lock().letters)
    }

    fn add(&self, job: Job, error: JobError) {
        let mut letters = self.lock();
        // The letter is kept, even if the copy cannot be written.
        if let Err(failure) = writeln!(letters.copy, "{job}: {error}") {
            eprintln!("cannot write a dead letter: {failure}");
        }
        letters.letters.push((job, error));
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Letters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Letters").field(&self.lock().letters).finish()
    }
}
