//! [`Quota`]: the number of requests per time. [`Decision`]: whether a request is let in.

use std::time::Duration;

/// The longest time of a quota. Both stores count in 64 bits from a start time, which is enough.
const CENTURY: Duration = Duration::from_hours(100 * 365 * 24);

/// The number of requests that are let in per time.
///
/// It is a token bucket, implemented with the *generic cell rate algorithm* (GCRA). A bucket contains `burst` tokens.
/// Each request takes one, and one is put back every `per / limit`. So a client that has been idle may send `burst`
/// requests at once, and then `limit` in each `per`, evenly. In any `per` there are at most `burst + limit`. For a
/// strict limit, make the burst small.
///
/// Why not a fixed window, which starts again at each full minute? It lets in twice the limit around the full minute,
/// and then no request for the rest of it. A sliding log is exact, but needs a time for each request. Here one number
/// per client is enough, and it determines to the microsecond when the next request is let in.
///
/// ```
/// use std::time::Duration;
///
/// use middleware_examples::rate_limit::Quota;
///
/// let quota = Quota::new(100, Duration::from_secs(60)).burst(10);
/// assert_eq!(quota.interval(), Some(Duration::from_millis(600)));
/// assert_eq!(Quota::new(0, Duration::from_secs(60)).interval(), None);
/// ```
///
/// Source of the algorithm: ITU-T I.371, and its [description] by the author of the crate `governor`.
///
/// [description]: https://docs.rs/governor/latest/governor/_guide/index.html
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Quota {
    limit: u32,
    per: Duration,
    burst: u32,
}

impl Quota {
    /// Creates a quota of `limit` requests in this time, with the same burst. With a limit of 0, no request is let in.
    #[must_use]
    pub const fn new(limit: u32, per: Duration) -> Self {
        Self { limit, per, burst: limit }
    }

    /// Sets the burst; 0 counts as 1.
    #[must_use]
    pub const fn burst(mut self, burst: u32) -> Self {
        self.burst = if burst == 0 { 1 } else { burst };
        self
    }

    /// Returns how many requests a client may send at once.
    #[must_use]
    pub const fn size(&self) -> u32 {
        self.burst
    }

    /// Returns the time after which one more is let in, in whole microseconds, rounded up. `None` if none is let in.
    ///
    /// At least one microsecond, and at most the value with which a bucket fills in a century.
    #[must_use]
    pub fn interval(&self) -> Option<Duration> {
        let limit = u128::from(self.limit);
        if limit == 0 {
            return None;
        }
        let micros = self.per.as_nanos().div_ceil(1000 * limit);
        let most = CENTURY.as_micros() / u128::from(self.burst.max(1));
        // A century has about 10^15 microseconds.
        let micros = u64::try_from(micros.clamp(1, most)).unwrap_or(u64::MAX);
        Some(Duration::from_micros(micros))
    }

    /// Returns the time in which a bucket fills.
    pub(super) const fn per(&self) -> Duration {
        self.per
    }
}

/// Whether a request is let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Decision {
    /// It is let in.
    Admitted,
    /// It is not let in.
    Refused {
        /// The time until the next one is let in. `None` if none ever is.
        retry_after: Option<Duration>,
    },
}
