//! [`Durations`]: how long something took, how often.

use std::{fmt, time::Duration};

use hdrhistogram::Histogram;
use serde::{Deserialize, Deserializer, Serialize, Serializer, ser::SerializeStruct};

/// The longest duration that is distinguished, in nanoseconds: an hour. A longer one counts as an hour.
const LONGEST: u64 = 3_600_000_000_000;

/// Durations below this, in nanoseconds, are not told apart.
const SHORTEST: u64 = 16;

/// Counts durations in a histogram of bounded memory.
///
/// A histogram takes 16 KiB, whatever is recorded. A quantile differs from the exact one by at most 1 %, or by 16 ns. The
/// longest duration is one hour. Histograms of several chains, threads or processes can be [merged](Self::merge).
///
/// ```
/// use std::time::Duration;
///
/// use middleware_core::observe::Durations;
///
/// let mut durations = Durations::new();
/// for milliseconds in 1..=100 {
///     durations.record(Duration::from_millis(milliseconds));
/// }
/// assert_eq!(durations.count(), 100);
/// assert!(durations.quantile(0.5).abs_diff(Duration::from_millis(50)) < Duration::from_millis(1));
/// assert!(durations.max().abs_diff(Duration::from_millis(100)) < Duration::from_millis(1));
///
/// let mut both = durations.clone();
/// both.merge(&durations);
/// assert_eq!(both.count(), 200);
/// ```
#[derive(Clone, PartialEq)]
pub struct Durations {
    histogram: Histogram<u32>,
    /// In nanoseconds, exact.
    sum: u64,
}

impl Durations {
    /// Creates an empty histogram.
    #[must_use]
    #[allow(clippy::missing_panics_doc, reason = "the bounds are constants")]
    pub fn new() -> Self {
        let histogram = Histogram::new_with_bounds(SHORTEST, LONGEST, 2);
        Self { histogram: histogram.expect("the bounds are constants"), sum: 0 }
    }

    /// Records a duration.
    pub fn record(&mut self, duration: Duration) {
        self.record_nanoseconds(u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX));
    }

    pub(super) fn record_nanoseconds(&mut self, duration: u64) {
        self.histogram.saturating_record(duration.min(LONGEST));
        self.sum = self.sum.saturating_add(duration);
    }

    /// Adds all durations of `other`.
    pub fn merge(&mut self, other: &Self) {
        let added = self.histogram.add(&other.histogram);
        debug_assert!(added.is_ok(), "all have the same bounds");
        self.sum = self.sum.saturating_add(other.sum);
    }

    /// Returns how many durations were recorded.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.histogram.len()
    }

    /// Returns the sum of all durations. It is exact.
    #[must_use]
    pub const fn sum(&self) -> Duration {
        Duration::from_nanos(self.sum)
    }

    /// Returns the mean, or zero if nothing was recorded.
    #[must_use]
    pub fn mean(&self) -> Duration {
        Duration::from_nanos(self.sum.checked_div(self.count()).unwrap_or_default())
    }

    /// Returns the duration that the fraction `quantile` of all durations does not exceed, or zero if nothing was recorded.
    ///
    /// `quantile` is from 0 to 1: 0.5 is the median.
    #[must_use]
    pub fn quantile(&self, quantile: f64) -> Duration {
        if self.histogram.is_empty() {
            return Duration::ZERO;
        }
        Duration::from_nanos(self.histogram.value_at_quantile(quantile))
    }

    /// Returns the longest duration, or zero if nothing was recorded.
    #[must_use]
    pub fn max(&self) -> Duration {
        Duration::from_nanos(self.histogram.max())
    }
}

impl Default for Durations {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Durations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Durations")
            .field("count", &self.count())
            .field("p50", &self.quantile(0.5))
            .field("p99", &self.quantile(0.99))
            .field("max", &self.max())
            .finish_non_exhaustive()
    }
}

/// In seconds. `buckets` holds pairs of a duration in nanoseconds and a count, so that it can be read back and merged.
impl Serialize for Durations {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let buckets: Vec<(u64, u32)> = self
            .histogram
            .iter_recorded()
            .map(|bucket| (bucket.value_iterated_to(), bucket.count_at_value()))
            .collect();
        let mut durations = serializer.serialize_struct("Durations", 8)?;
        durations.serialize_field("count", &self.count())?;
        durations.serialize_field("sum", &self.sum().as_secs_f64())?;
        durations.serialize_field("mean", &self.mean().as_secs_f64())?;
        durations.serialize_field("p50", &self.quantile(0.5).as_secs_f64())?;
        durations.serialize_field("p90", &self.quantile(0.9).as_secs_f64())?;
        durations.serialize_field("p99", &self.quantile(0.99).as_secs_f64())?;
        durations.serialize_field("max", &self.max().as_secs_f64())?;
        durations.serialize_field("buckets", &buckets)?;
        durations.end()
    }
}

impl<'de> Deserialize<'de> for Durations {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Read {
            sum: f64,
            buckets: Vec<(u64, u32)>,
        }

        let read = Read::deserialize(deserializer)?;
        let mut durations = Self::new();
        for (value, count) in read.buckets {
            durations.histogram.saturating_record_n(value.min(LONGEST), count);
        }
        durations.sum = Duration::try_from_secs_f64(read.sum)
            .map_err(serde::de::Error::custom)
            .map(|sum| u64::try_from(sum.as_nanos()).unwrap_or(u64::MAX))?;
        Ok(durations)
    }
}
