//! What the tests share: layers of every capability that leave a trace, and every way of driving a
//! chain.

pub mod deep;
pub mod django;
pub mod drive;
pub mod numbers;
pub mod step;
pub mod trace;

pub use drive::drive_everywhere;
pub use step::{AsyncStep, BothStep, Does, Kind, Step, SyncStep};
pub use trace::{Event, Trace};

/// Which of two sizes a test runs with: the long one if the variable `LONG_TESTS` is set.
#[must_use]
pub fn size<T>(short: T, long: T) -> T {
    if std::env::var_os("LONG_TESTS").is_some() { long } else { short }
}

/// What the layers of the tests take: a text that they may add to.
pub type Request = String;

/// What they answer: a text, or an error.
pub type Response = Result<String, Failure>;

/// An error of a layer or a view, with its message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure(pub String);
