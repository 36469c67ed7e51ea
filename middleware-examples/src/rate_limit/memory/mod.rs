//! [`Memory`]: a store in the memory of this process, with the limiter of the crate [`governor`].

mod buckets;

use std::{
    convert::Infallible,
    fmt,
    hash::{BuildHasher as _, RandomState},
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use buckets::Buckets;
use governor::{
    RateLimiter,
    clock::{Clock, DefaultClock, Reference as _},
    middleware::NoOpMiddleware,
};

use super::{Decision, Quota, Store};

/// The default number of keys that are remembered: about 3 MB.
pub const DEFAULT_MAX_KEYS: usize = 100_000;

/// How often a full store is searched for keys that can be forgotten.
const WHILE_FULL: Duration = Duration::from_secs(1);

/// A store in the memory of this process. Clones share their counts.
///
/// Its memory is bounded: it remembers [`DEFAULT_MAX_KEYS`] keys, or [`max_keys`](Self::max_keys), with 16 bytes each,
/// regardless of their length. A key whose bucket is full again is forgotten. While the store is full, all new keys
/// share one bucket, and known keys are counted as before. So a client with ever new addresses can neither use up the
/// memory nor avoid the limit.
///
/// The work of one request does not depend on the number of keys. They are in parts of about 1,000, and a request
/// searches at most one part for keys to forget. A whole store is searched once per period of the quota, and once per
/// second while it is full, if there are enough requests.
///
/// ```
/// use std::time::Duration;
///
/// use middleware_examples::rate_limit::{Decision, Memory, Quota, Store};
///
/// let store = Memory::new(Quota::new(1, Duration::from_secs(60)));
/// assert_eq!(store.admit("Ada"), Ok(Decision::Admitted));
/// assert!(matches!(store.admit("Ada"), Ok(Decision::Refused { .. })));
/// assert_eq!(store.admit("Bob"), Ok(Decision::Admitted));
/// ```
///
/// With a clock of your own, you can test it without waiting:
///
/// ```
/// use std::time::Duration;
///
/// use governor::clock::FakeRelativeClock;
/// use middleware_examples::rate_limit::{Decision, Memory, Quota, Store};
///
/// let clock = FakeRelativeClock::default();
/// let store = Memory::with_clock(Quota::new(2, Duration::from_secs(60)).burst(1), clock.clone());
/// assert_eq!(store.admit("Ada"), Ok(Decision::Admitted));
/// let retry_after = Some(Duration::from_secs(30));
/// assert_eq!(store.admit("Ada"), Ok(Decision::Refused { retry_after }));
/// clock.advance(Duration::from_secs(30));
/// assert_eq!(store.admit("Ada"), Ok(Decision::Admitted));
/// ```
pub struct Memory<C: Clock = DefaultClock> {
    shared: Arc<Shared<C>>,
}

struct Shared<C: Clock> {
    /// `None` if no request is let in.
    limiter: Option<RateLimiter<u64, Buckets, C, NoOpMiddleware<C::Instant>>>,
    per: Duration,
    max_keys: usize,
    /// The number of parts that the keys are in.
    parts: u32,
    start: C::Instant,
    /// When a part was last searched for keys to forget, in nanoseconds from the start.
    swept: AtomicU64,
    /// With random keys, so that an attacker cannot find two texts with the same hash.
    hasher: RandomState,
}

impl Memory {
    /// Creates a store that remembers [`DEFAULT_MAX_KEYS`] keys.
    #[must_use]
    pub fn new(quota: Quota) -> Self {
        Self::max_keys(quota, DEFAULT_MAX_KEYS)
    }

    /// Creates a store that remembers this many keys.
    #[must_use]
    pub fn max_keys(quota: Quota, most: usize) -> Self {
        Self::build(quota, most, DefaultClock::default())
    }
}

impl<C: Clock> Memory<C> {
    /// Creates a store that uses this clock.
    #[must_use]
    pub fn with_clock(quota: Quota, clock: C) -> Self {
        Self::build(quota, DEFAULT_MAX_KEYS, clock)
    }

    /// Creates a store that remembers this many keys and uses this clock.
    #[must_use]
    pub fn build(quota: Quota, max_keys: usize, clock: C) -> Self {
        let start = clock.now();
        let burst = NonZeroU32::new(quota.size()).unwrap_or(NonZeroU32::MIN);
        let limiter = quota
            .interval()
            .and_then(governor::Quota::with_period)
            .map(|rate| RateLimiter::new(rate.allow_burst(burst), Buckets::new(max_keys), clock));
        Self {
            shared: Arc::new(Shared {
                limiter,
                per: quota.per(),
                max_keys,
                parts: buckets::parts(max_keys),
                start,
                swept: AtomicU64::new(0),
                hasher: RandomState::new(),
            }),
        }
    }

    /// Returns the number of keys that are remembered.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use middleware_examples::rate_limit::{Memory, Quota, Store};
    /// let store = Memory::new(Quota::new(1, Duration::from_secs(60)));
    /// store.admit("Ada").unwrap();
    /// assert_eq!(store.keys(), 1);
    /// ```
    #[must_use]
    pub fn keys(&self) -> usize {
        self.shared.limiter.as_ref().map_or(0, RateLimiter::len)
    }

    pub(super) fn decide(&self, key: &str) -> Decision {
        let shared = &*self.shared;
        let Some(limiter) = &shared.limiter else {
            return Decision::Refused { retry_after: None };
        };
        shared.sweep(limiter);
        match limiter.check_key(&shared.hasher.hash_one(key)) {
            Ok(()) => Decision::Admitted,
            Err(refused) => {
                let wait = refused.wait_time_from(limiter.clock().now());
                Decision::Refused { retry_after: Some(wait) }
            }
        }
    }
}

impl<C: Clock> Shared<C> {
    /// Forgets the keys of the next part whose buckets are full again, if it is time to. The parts take turns, so that
    /// each is searched once per period of the quota, and once per second while the store is full.
    fn sweep(&self, limiter: &RateLimiter<u64, Buckets, C, NoOpMiddleware<C::Instant>>) {
        let now = limiter.clock().now().duration_since(self.start).as_u64();
        let swept = self.swept.load(Ordering::Relaxed);
        let since = Duration::from_nanos(now.saturating_sub(swept));
        let usually = self.per / self.parts;
        let while_full = usually.min(WHILE_FULL / self.parts);
        if since < while_full || (since < usually && limiter.len() < self.max_keys) {
            return;
        }
        // One of several concurrent requests is enough.
        if self.swept.compare_exchange(swept, now, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
            limiter.retain_recent();
        }
    }
}

impl<C> Store for Memory<C>
where
    C: Clock<Instant: 'static> + Send + Sync + 'static,
{
    type Error = Infallible;

    fn admit(&self, key: &str) -> Result<Decision, Infallible> {
        Ok(self.decide(key))
    }

    async fn admit_async(&self, key: &str) -> Result<Decision, Infallible> {
        Ok(self.decide(key))
    }
}

// Written by hand, because a derived one would require `C: Clone`.
impl<C: Clock> Clone for Memory<C> {
    fn clone(&self) -> Self {
        Self { shared: Arc::clone(&self.shared) }
    }
}

impl<C: Clock> fmt::Debug for Memory<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memory").field("keys", &self.keys()).finish_non_exhaustive()
    }
}
