//! Not HTTP: a job runner, whose requests are [`Job`]s and whose responses are [`JobResult`]s.
//!
//! Nothing in the core knows HTTP, and here nothing else does: a chain goes around each job, and [`Runner`] calls it
//! on its threads. A handler is a view, sync or async, and both sorts are in one runner.
//!
//! | layer, outermost first | written as | does |
//! | --- | --- | --- |
//! | [`Log`] | hooks, `process_outcome` | notes how each job ended, and after how long |
//! | [`Deduplicate`] | hooks, `process_outcome` | lets a job through once for each key |
//! | [`DeadLetters`](dead_letters::Bury) | `call` | writes what failed for good to where somebody looks |
//! | [`Budget`] | both halves | limits how long a job may take, all attempts together |
//! | [`Retry`] | one body for both modes | tries again what may work the next time |
//! | [`Recover`] | both halves | makes a failed job of a panic |
//!
//! The layer for dead letters blocks on what it writes to, so it has the sync half only. Around a sync handler the
//! chain has no bridge. Around an async handler the inner layers run async, so that the budget can interrupt it, and
//! the thread of the runner drives them.
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
//! // The compiler sees to it that each sort of job has a chain.
//! let runner = Runner::start(NonZero::new(2).unwrap(), move |job: Job| match job.task {
//!     Task::Mail { .. } => mail.call(job),
//!     Task::Thumbnail { .. } => thumbnails.call(job),
//! })?;
//! let sent = runner.submit(Job::mail("ada@example.org", "Hello").with_key("welcome ada"))?;
//! let again = runner.submit(Job::mail("ada@example.org", "Hello").with_key("welcome ada"))?;
//! let scaled = runner.submit(Job::thumbnail("lost.png", 64))?;
//! // One of the two is done, whichever is first, and the other one is known by its key.
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
