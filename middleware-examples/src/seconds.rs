//! [`Seconds`]: a duration in settings.

use std::time::Duration;

use serde::Deserialize;

/// A duration in the options of a layer: a number of seconds, which need not be an integer.
///
/// Zero is an error, because no request would be within a limit of 0 seconds.
///
/// ```
/// use std::time::Duration;
///
/// use middleware_examples::Seconds;
///
/// let half = Seconds::try_from(0.5).unwrap();
/// assert_eq!(Duration::from(half), Duration::from_millis(500));
/// assert!(Seconds::try_from(-1.0).is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "f64")]
pub struct Seconds(Duration);

/// The error of a number that is not a valid duration: zero, negative, or too large.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("{0} seconds is not a valid duration")]
pub struct NoTime(f64);

impl TryFrom<f64> for Seconds {
    type Error = NoTime;

    fn try_from(seconds: f64) -> Result<Self, NoTime> {
        match Duration::try_from_secs_f64(seconds) {
            Ok(time) if !time.is_zero() => Ok(Self(time)),
            _ => Err(NoTime(seconds)),
        }
    }
}

impl From<Seconds> for Duration {
    fn from(seconds: Seconds) -> Self {
        seconds.0
    }
}
