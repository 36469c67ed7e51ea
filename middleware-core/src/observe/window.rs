//! [`Window`]: requests per second over the last minute.

/// How many seconds it remembers.
const SECONDS: usize = 64;

/// Counts requests by the second.
#[derive(Clone)]
pub(super) struct Window {
    counts: [(u64, u32); SECONDS],
}

impl Default for Window {
    fn default() -> Self {
        Self { counts: [(u64::MAX, 0); SECONDS] }
    }
}

impl Window {
    /// Counts a request that ended in this second.
    pub(super) const fn count(&mut self, second: u64) {
        #[allow(clippy::cast_possible_truncation, reason = "the remainder is less than SECONDS")]
        let (counted, count) = &mut self.counts[(second % SECONDS as u64) as usize];
        if *counted != second {
            (*counted, *count) = (second, 0);
        }
        *count = count.saturating_add(1);
    }

    /// The requests of the `seconds` before `now`, which is not complete.
    pub(super) fn requests(&self, now: u64, seconds: u64) -> u64 {
        let first = now.saturating_sub(seconds);
        let counts = self.counts.iter();
        counts
            .filter(|(second, _)| (first..now).contains(second))
            .map(|(_, count)| u64::from(*count))
            .sum()
    }
}
