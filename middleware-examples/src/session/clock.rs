//! [`Clock`]: the source of the time.

use std::{fmt, sync::Arc, time::SystemTime};

/// The source of the time: the system's clock, or one of a test.
///
/// ```
/// use std::time::SystemTime;
///
/// use middleware_examples::session::Clock;
///
/// let stopped = Clock::new(|| SystemTime::UNIX_EPOCH);
/// assert_eq!(stopped.now(), SystemTime::UNIX_EPOCH);
/// assert!(Clock::default().now() > stopped.now());
/// ```
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> SystemTime + Send + Sync>);

impl Clock {
    /// Creates a clock that returns the time of `now`.
    pub fn new(now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// Returns the current time.
    #[must_use]
    pub fn now(&self) -> SystemTime {
        (self.0)()
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::new(SystemTime::now)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}
