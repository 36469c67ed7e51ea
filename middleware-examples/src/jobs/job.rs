//! [`Job`], the request, and [`JobResult`], the response.

use std::{
    any::Any,
    fmt,
    time::{Duration, Instant},
};

/// A task that runs in the background.
///
/// ```
/// use middleware_examples::jobs::Job;
///
/// let job = Job::thumbnail("cat.png", 64).with_key("cat.png at 64");
/// assert_eq!(job.to_string(), "thumbnail of cat.png, 64 wide");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// What to do.
    pub task: Task,
    /// Jobs with the same key are the same job. A job without a key is unique.
    pub key: Option<String>,
    /// Which attempt this is, from 1.
    pub attempt: u32,
    /// When it must be done: set by [`Budget`](super::Budget).
    pub deadline: Option<Instant>,
}

/// The kinds of tasks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    /// Send a mail.
    Mail {
        /// The address.
        to: String,
        /// The subject.
        subject: String,
    },
    /// Make a small image of a large one.
    Thumbnail {
        /// The large one.
        image: String,
        /// How wide the small one is, in pixels.
        width: u32,
    },
}

/// How a job ended: the response of a chain.
pub type JobResult = Result<Done, JobError>;

/// How a job succeeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Done {
    /// It was done.
    Worked,
    /// Another one with its key is done or in progress.
    Duplicate,
}

/// Why a job was not done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JobError {
    /// It may succeed on another attempt.
    #[error("{0}")]
    Transient(String),
    /// It fails on every attempt.
    #[error("{0}")]
    Permanent(String),
    /// It was not done in time.
    #[error("not done within {0:?}")]
    OutOfTime(Duration),
    /// Its handler panicked, with this message.
    #[error("panicked: {0}")]
    Panicked(String),
}

impl Job {
    /// Creates a job that sends a mail.
    #[must_use]
    pub fn mail(to: &str, subject: &str) -> Self {
        Self::new(Task::Mail { to: to.to_owned(), subject: subject.to_owned() })
    }

    /// Creates a job that makes a thumbnail.
    #[must_use]
    pub fn thumbnail(image: &str, width: u32) -> Self {
        Self::new(Task::Thumbnail { image: image.to_owned(), width })
    }

    fn new(task: Task) -> Self {
        Self { task, key: None, attempt: 1, deadline: None }
    }

    /// Sets an idempotency key.
    #[must_use]
    pub fn with_key(mut self, key: &str) -> Self {
        self.key = Some(key.to_owned());
        self
    }

    /// Returns how much time is left; zero if it is late. A job without a deadline has unlimited time.
    ///
    /// A sync handler cannot be interrupted, so a slow one should check this from time to time.
    #[must_use]
    pub fn time_left(&self) -> Option<Duration> {
        match self.deadline {
            None => Some(Duration::MAX),
            Some(deadline) => {
                deadline.checked_duration_since(Instant::now()).filter(|left| !left.is_zero())
            }
        }
    }
}

impl JobError {
    /// Converts the payload of a panic.
    #[must_use]
    pub fn of_panic(payload: Box<dyn Any + Send>) -> Self {
        let text = payload.downcast_ref::<&str>().copied();
        let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
        let panicked = Self::Panicked(text.unwrap_or("without a message").to_owned());
        // Dropping the payload of a panic may panic too.
        std::mem::forget(payload);
        panicked
    }
}

impl fmt::Display for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.task {
            Task::Mail { to, subject } => write!(f, "mail to {to}, {subject:?}"),
            Task::Thumbnail { image, width } => write!(f, "thumbnail of {image}, {width} wide"),
        }
    }
}
