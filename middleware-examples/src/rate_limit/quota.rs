//! [`Quota`]: how many requests in what time. [`Decision`]: whether one is let in.

use std::time::Duration;

/// The longest time that a quota reckons with. Both stores count in 64 bits from some moment, which is enough.
const CENTURY: Duration = Duration::from_hours(100 * 365 * 24);

/// How many requests are let in in what time.
///
/// It is kept as a token bucket, by the *generic cell rate algorithm* (GCRA): a bucket holds `burst` requests, each
/// request takes one, and `per / limit` later one has been put back. So a client that has been away may send
/// `burst` at once, and `limit` in each `per` from then on, evenly; no more than `burst + limit` in any `per`. Who
/// wants no more than `limit` in any `per` whatever comes before, makes the burst small.
///
/// Why not a fixed window, which starts anew at each full minute? Because it lets in twice the limit around the
/// full minute, and then nobody for the rest of it. A sliding log is exact, but keeps a time for each request;
/// here one number a client is enough, and it says to the microsecond when to come again.
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
/// Source of the algorithm: ITU-T I.371, and its [description] by the author of the limiter that is used here.
///
/// [description]: https://docs.rs/governor/latest/governor/_guide/index.html
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Quota {
    limit: u32,
    per: Duration,
    burst: u32,
}

impl Quota {
    /// So many in this time, and as many at once. With a limit of 0 nobody is let in.
    #[must_use]
    pub const fn new(limit: u32, per: Duration) -> Self {
        Self { limit, per, burst: limit }
    }

    /// The same, with so many at once; 0 counts as 1.
    #[must_use]
    pub const fn burst(mut self, burst: u32) -> Self {
        self.burst = if burst == 0 { 1 } else { burst };
        self
    }

    /// How many a client may send at once.
    #[must_use]
    pub const fn size(&self) -> u32 {
        self.burst
    }

    /// After which time one more is let in: in whole microseconds, rounded up. `None` if nobody is.
    ///
    /// Between one microsecond and what makes a full bucket last for a century.
    #[must_use]
    pub fn interval(&self) -> Option<Duration> {
        let limit = u128::from(self.limit);
        if limit == 0 {
            return None;
        }
        let micros = self.per.as_nanos().div_ceil(1000 * limit);
        let most = CENTURY.as_micros() / u128::from(self.burst.max(1));
        // A century has some 10^15 microseconds.
        let micros = u64::try_from(micros.clamp(1, most)).unwrap_or(u64::MAX);
        Some(Duration::from_micros(micros))
    }

    /// The time in which a bucket fills.
    pub(super) const fn per(&self) -> Duration {
        self.per
    }
}

/// Whether a request is let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Decision {
    /// It is.
    Admitted,
    /// It is not.
    Refused {
        /// How long to wait for the next one to be let in. `None` if there is no such time.
        retry_after: Option<Duration>,
    },
}
