//! [`Clock`]: the clock of [`Retry`](super::Retry).

use std::{
    fmt,
    pin::Pin,
    thread,
    time::{Duration, Instant, SystemTime},
};

/// A clock with sleep functions for sync and async code.
///
/// The two ways to sleep are the only code of [`Retry`](super::Retry) that is written for each mode. A test can use a clock
/// that records how long it would have slept:
///
/// ```
/// use std::{pin::Pin, sync::Mutex, time::Duration};
///
/// use middleware_examples::client::Clock;
///
/// #[derive(Debug, Default)]
/// struct Recorded(Mutex<Vec<Duration>>);
///
/// impl Clock for Recorded {
///     fn sleep(&self, time: Duration) {
///         self.0.lock().unwrap().push(time);
///     }
///
///     fn asleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
///         self.sleep(time);
///         Box::pin(std::future::ready(()))
///     }
/// }
/// ```
pub trait Clock: fmt::Debug + Send + Sync + 'static {
    /// Blocks the thread for this time.
    fn sleep(&self, time: Duration);

    /// Waits for this time without blocking.
    fn asleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>>;

    /// Returns the current time.
    fn now(&self) -> Instant {
        Instant::now()
    }

    /// Returns the current time as a date.
    fn date(&self) -> SystemTime {
        SystemTime::now()
    }
}

/// The system's clock. In async code it needs a tokio runtime.
///
/// ```
/// use std::time::Duration;
///
/// use middleware_examples::client::{Clock, SystemClock};
///
/// let before = SystemClock.now();
/// SystemClock.sleep(Duration::from_millis(1));
/// assert!(SystemClock.now() > before);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn sleep(&self, time: Duration) {
        thread::sleep(time);
    }

    fn asleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::time::sleep(time))
    }
}
