//! [`Deduplicate`]: lets one job per key through.

use std::{
    collections::{HashSet, VecDeque},
    num::NonZero,
    ops::ControlFlow,
    sync::{Arc, Mutex, PoisonError},
};

use middleware_core::{GetResponse, Outcome, middleware};

use super::{Done, Job, JobResult};

/// Lets a job through only if no other one with its key is done or in progress. If a job fails, its key is released, so
/// it can be sent again.
///
/// Put it outside the layer that retries, so that it gets each job once.
///
/// ```
/// use middleware_core::Chain;
/// use middleware_examples::jobs::{Deduplicate, Done, Job, JobResult, Keys};
///
/// let app = Chain::<Job, JobResult>::new()
///     .with(Deduplicate::layer(Keys::default()))
///     .view(|_: Job| Ok(Done::Worked));
/// let job = Job::mail("ada@example.org", "Hello").with_key("welcome ada");
/// assert_eq!(app.call(job.clone()), Ok(Done::Worked));
/// assert_eq!(app.call(job), Ok(Done::Duplicate));
/// ```
#[middleware]
#[derive(Debug)]
pub struct Deduplicate<G> {
    get_response: GetResponse<G>,
    keys: Keys,
}

#[middleware]
impl<G> Deduplicate<G> {
    fn process_request(&self, job: &Job) -> ControlFlow<JobResult, Option<String>> {
        match &job.key {
            Some(key) if !self.keys.take(key) => ControlFlow::Break(Ok(Done::Duplicate)),
            key => ControlFlow::Continue(key.clone()),
        }
    }

    /// The key is `None` if the job has none, or if this layer has answered by itself.
    fn process_outcome(&self, outcome: Outcome<'_, JobResult>, key: Option<Option<String>>) {
        if let Some(key) = key.flatten() {
            match outcome {
                Outcome::Response(Ok(_)) => self.keys.keep(key),
                // It failed, panicked, or was cancelled.
                _ => self.keys.give_back(&key),
            }
        }
    }
}

/// The keys in use. Clones share them, so several chains can use the same keys.
///
/// The keys of finished jobs are remembered up to a maximum number; beyond it, the oldest are removed. If a job may be
/// repeated after a long time, or after a restart, use a database instead.
#[derive(Clone, Debug)]
pub struct Keys {
    taken: Arc<Mutex<Taken>>,
}

#[derive(Debug)]
struct Taken {
    all: HashSet<String>,
    /// Those of finished jobs, the oldest first.
    done: VecDeque<String>,
    most: NonZero<usize>,
}

impl Keys {
    /// Remembers the keys of this many finished jobs.
    #[must_use]
    pub fn new(most: NonZero<usize>) -> Self {
        let taken = Taken { all: HashSet::new(), done: VecDeque::new(), most };
        Self { taken: Arc::new(Mutex::new(taken)) }
    }

    /// Takes the key. Returns whether it was free.
    fn take(&self, key: &str) -> bool {
        self.with(|taken| taken.all.insert(key.to_owned()))
    }

    fn give_back(&self, key: &str) {
        self.with(|taken| taken.all.remove(key));
    }

    /// Notes that the job is done.
    fn keep(&self, key: String) {
        self.with(|taken| {
            taken.done.push_back(key);
            let too_many = taken.done.len() > taken.most.get();
            if let Some(oldest) = too_many.then(|| taken.done.pop_front()).flatten() {
                taken.all.remove(&oldest);
            }
        });
    }

    fn with<T>(&self, change: impl FnOnce(&mut Taken) -> T) -> T {
        change(&mut self.taken.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Default for Keys {
    /// Remembers 10,000 keys.
    fn default() -> Self {
        const MOST: NonZero<usize> = NonZero::new(10_000).unwrap();
        Self::new(MOST)
    }
}
