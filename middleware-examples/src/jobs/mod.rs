//! A job runner without HTTP: the requests are [`Job`]s, and the responses are [`JobResult`]s.
//!
//! The core knows nothing of HTTP, and neither does this module. A chain wraps the handler of each job, and [`Runner`]
//! calls it on its threads. A handler is a view, sync or async, and one runner has both kinds.
//!
//! | layer, outermost first | written as | does |
//! | --- | --- | --- |
//! | [`Log`] | hooks, `process_outcome` | notes how each job ended, and after how long |
//! | [`Deduplicate`] | hooks, `process_outcome` | lets one job per key through |
//! | [`DeadLetters`](dead_letters::Bury) | `call` | writes jobs that failed permanently to a list for inspection |
//! | [`Budget`] | both halves | limits how long a job may take, all attempts together |
//! | [`Retry`] | one body for both modes | retries jobs that may succeed on another attempt |
//! | [`Recover`] | both halves | turns a panic into a failed job |
//!
//! The layer for dead letters blocks while it writes, so it only has the sync half. Around a sync handler the chain has
//! no bridge. Around an async handler the inner layers run async, so that the budget can cancel it, and the thread of
//! the runner drives them.
//!
//! ```
//! use std::{num::NonZero, time::Duration};
//!
//! use middleware_core::Chain;
//! use middleware_examples::jobs::{
//!     Budget, Deduplicate, Done, Job, JobResult, Keys, Log, Logbook, Recover, Retry, Runner, Task,
//!     dead_letters::{Bury, Letters},
//! };
//!
//! let (log, keys, letters) = (Logbook::default(), Keys::default(), Letters::new(std::io::sink()));
//! let layers = Chain::<Job, JobResult>::new()
//!     .with(Log::layer(log.clone()))
//!     .with(Deduplicate::layer(keys))
//!     .with(Bury::layer(letters.clone()))
//!     .with(Budget::layer(Duration::from_secs(10)))
//!     .with(Retry::layer(NonZero::new(3).unwrap(), Duration::from_millis(1)))
//!     .with(Recover::layer());
//! let mail = layers.clone().view(async |_: Job| Ok(Done::Worked));
//! let thumbnails = layers.view(|_: Job| -> JobResult { panic!("no such image") });
//!
//! // The compiler checks that each kind of job has a chain.
//! let runner = Runner::start(NonZero::new(2).unwrap(), move |job: Job| match job.task {
//!     Task::Mail { .. } => mail.call(job),
//!     Task::Thumbnail { .. } => thumbnails.call(job),
//! })?;
//! let sent = runner.submit(Job::mail("ada@example.org", "Hello").with_key("welcome ada"))?;
//! let again = runner.submit(Job::mail("ada@example.org", "Hello").with_key("welcome ada"))?;
//! let scaled = runner.submit(Job::thumbnail("lost.png", 64))?;
//! // The first one of the two is done, and the other one is a duplicate with the same key.
//! let mut done = [sent.wait()?, again.wait()?];
//! done.sort();
//! assert_eq!(done, [Done::Worked, Done::Duplicate]);
//! assert_eq!(scaled.wait().unwrap_err().to_string(), "panicked: no such image");
//! runner.stop();
//! assert_eq!((letters.count(), log.lines().len()), (1, 3));
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```

pub mod budget;
pub mod dead_letters;
pub mod deduplicate;
pub mod job;
pub mod log;
pub mod recover;
pub mod retry;
pub mod runner;

pub use budget::Budget;
pub use deduplicate::{Deduplicate, Keys};
pub use job::{Done, Job, JobError, JobResult, Task};
pub use log::{Log, Logbook};
pub use recover::Recover;
pub use retry::Retry;
pub use runner::{Receipt, Runner, Stopping};
