//! [`Memory`]: a store in the memory of this process, with the limiter of the crate [`governor`].

use std::{
    collections::HashMap,
    convert::Infallible,
    fmt,
    hash::{BuildHasher as _, RandomState},
    num::NonZeroU32,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use governor::{
    RateLimiter,
    clock::{Clock, DefaultClock, Reference as _},
    middleware::NoOpMiddleware,
    nanos::Nanos,
    state::{StateStore, keyed::ShrinkableKeyedStateStore},
};

use super::{Decision, Quota, Store};

/// How many keys are remembered, unless another number is chosen: some 3 MB.
pub const DEFAULT_MAX_KEYS: usize = 100_000;

/// How often a store that is full looks for keys that can be forgotten.
const WHILE_FULL: Duration = Duration::from_secs(1);

/// A store in the memory of this process. Clones count together.
///
/// Its memory is bounded: it remembers [`DEFAULT_MAX_KEYS`] keys, or [`max_keys`](Self::max_keys), each by 16 bytes
/// however long it is. A key whose bucket is full again is forgotten. While there are as many as it can
/// remember, those that are new have one bucket together, and those that it knows are counted as before: so who
/// comes with ever new addresses neither uses up the memory nor gets in without a limit.
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
/// With a clock of one's own it is tested without waiting:
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
    /// `None` if nobody is let in.
    limiter: Option<RateLimiter<u64, Buckets, C, NoOpMiddleware<C::Instant>>>,
    per: Duration,
    max_keys: usize,
    start: C::Instant,
    /// When keys were last forgotten, in nanoseconds from the start.
    swept: AtomicU64,
    /// With random keys: nobody outside can find two texts of one hash.
    hasher: RandomState,
}

impl Memory {
    /// A store that remembers [`DEFAULT_MAX_KEYS`] keys.
    #[must_use]
    pub fn new(quota: Quota) -> Self {
        Self::max_keys(quota, DEFAULT_MAX_KEYS)
    }

    /// A store that remembers so many keys.
    #[must_use]
    pub fn max_keys(quota: Quota, most: usize) -> Self {
        Self::build(quota, most, DefaultClock::default())
    }
}

impl<C: Clock> Memory<C> {
    /// A store that goes by this clock.
    #[must_use]
    pub fn with_clock(quota: Quota, clock: C) -> Self {
        Self::build(quota, DEFAULT_MAX_KEYS, clock)
    }

    /// A store that remembers so many keys and goes by this clock.
    #[must_use]
    pub fn build(quota: Quota, max_keys: usize, clock: C) -> Self {
        let start = clock.now();
        let burst = NonZeroU32::new(quota.size()).unwrap_or(NonZeroU32::MIN);
        let limiter = quota.interval().and_then(governor::Quota::with_period).map(|rate| {
            let buckets = Buckets { latest: Mutex::default(), most: max_keys };
            RateLimiter::new(rate.allow_burst(burst), buckets, clock)
        });
        Self {
            shared: Arc::new(Shared {
                limiter,
                per: quota.per(),
                max_keys,
                start,
                swept: AtomicU64::new(0),
                hasher: RandomState::new(),
            }),
        }
    }

    /// How many keys are remembered.
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
    /// Forgets keys whose buckets are full again: once in the time of the quota, and while the store is full once a
    /// second. So a request pays for few others.
    fn sweep(&self, limiter: &RateLimiter<u64, Buckets, C, NoOpMiddleware<C::Instant>>) {
        let now = limiter.clock().now().duration_since(self.start).as_u64();
        let swept = self.swept.load(Ordering::Relaxed);
        let since = Duration::from_nanos(now.saturating_sub(swept));
        if since < self.per.min(WHILE_FULL) || (since < self.per && limiter.len() < self.max_keys) {
            return;
        }
        // One of those that come at the same time is enough.
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

// By hand: a derived one would ask for `C: Clone`.
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

/// The buckets of the limiter, by the hash of the key. Its own maps have no bound.
struct Buckets {
    /// For each key its *theoretical arrival time*: when its bucket is full again.
    latest: Mutex<HashMap<u64, Nanos>>,
    most: usize,
}

/// The bucket that new keys have together while there are too many.
const TOGETHER: u64 = u64::MAX;

impl Buckets {
    fn lock(&self) -> MutexGuard<'_, HashMap<u64, Nanos>> {
        // A thread that panicked here left whole numbers behind.
        self.latest.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl StateStore for Buckets {
    type Key = u64;

    fn measure_and_replace<T, F, E>(&self, key: &u64, measure: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let mut latest = self.lock();
        let key =
            if latest.len() < self.most || latest.contains_key(key) { key } else { &TOGETHER };
        let (decision, next) = measure(latest.get(key).copied())?;
        latest.insert(*key, next);
        Ok(decision)
    }
}

impl ShrinkableKeyedStateStore<u64> for Buckets {
    fn retain_recent(&self, drop_below: Nanos) {
        self.lock().retain(|_, next| *next > drop_below);
    }

    fn len(&self) -> usize {
        self.lock().len()
    }

    fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }
}
