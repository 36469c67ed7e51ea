//! What the tests share: layers of every capability that leave a trace, and every way of driving a
//! chain.

pub mod deep;
pub mod django;
pub mod drive;
pub mod numbers;
pub mod redis;
pub mod step;
pub mod trace;
pub mod wire;

pub use drive::drive_everywhere;
pub use redis::Redis;
pub use step::{AsyncStep, BothStep, Does, Kind, Step, SyncStep};
pub use trace::{Event, Trace};
pub use wire::Wire;

/// What the layers of the tests take: a text that they may add to.
pub type Request = String;

/// What they answer: a text, or an error.
pub type Response = Result<String, Failure>;

/// An error of a layer or a view, with its message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure(pub String);

/// The README's example compiles and runs.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
