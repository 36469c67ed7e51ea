//! [`Buckets`]: the buckets of all keys, in parts.

use std::{
    collections::HashMap,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use governor::{
    nanos::Nanos,
    state::{StateStore, keyed::ShrinkableKeyedStateStore},
};

/// The number of keys of a part: few, so that searching a part, and growing its table, take microseconds.
const KEYS_OF_A_PART: usize = 1024;

/// Above it, the parts become larger. So a store without a real limit needs no memory for parts without keys.
const MOST_PARTS: u32 = 1 << 14;

/// The bucket that new keys share while there are too many.
const TOGETHER: u64 = u64::MAX;

/// For each key its *theoretical arrival time*: when its bucket is full again.
type Part = HashMap<u64, Nanos>;

/// The buckets of the limiter, by the hash of the key. Its own maps have no bound, and are searched as a whole.
pub(super) struct Buckets {
    parts: Box<[Mutex<Part>]>,
    /// The number of keys in all parts.
    keys: AtomicUsize,
    max_keys: usize,
    /// The part that is searched next.
    next: AtomicUsize,
}

/// Returns the number of parts for so many keys.
pub(super) fn parts(max_keys: usize) -> u32 {
    let parts = max_keys.div_ceil(KEYS_OF_A_PART);
    u32::try_from(parts).unwrap_or(MOST_PARTS).clamp(1, MOST_PARTS)
}

impl Buckets {
    pub(super) fn new(max_keys: usize) -> Self {
        Self {
            parts: (0..parts(max_keys)).map(|_| Mutex::default()).collect(),
            keys: AtomicUsize::new(0),
            max_keys,
            next: AtomicUsize::new(0),
        }
    }

    fn part_of(&self, key: u64) -> MutexGuard<'_, Part> {
        let parts = self.parts.len() as u64;
        // The remainder is less than the number of parts.
        self.lock(usize::try_from(key % parts).unwrap_or_default())
    }

    fn lock(&self, part: usize) -> MutexGuard<'_, Part> {
        // The values are valid even if a thread panicked here.
        self.parts[part].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether there is room for a new key. If so, it is counted.
    fn has_room(&self) -> bool {
        let more = |keys| (keys < self.max_keys).then_some(keys + 1);
        self.keys.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more).is_ok()
    }
}

impl StateStore for Buckets {
    type Key = u64;

    fn measure_and_replace<T, F, E>(&self, key: &u64, measure: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let mut part = self.part_of(*key);
        if let Some(latest) = part.get_mut(key) {
            let (decision, next) = measure(Some(*latest))?;
            *latest = next;
            return Ok(decision);
        }
        let (decision, next) = measure(None)?;
        if *key == TOGETHER {
            self.keys.fetch_add(1, Ordering::Relaxed);
        } else if !self.has_room() {
            drop(part);
            return self.measure_and_replace(&TOGETHER, measure);
        }
        part.insert(*key, next);
        Ok(decision)
    }
}

impl ShrinkableKeyedStateStore<u64> for Buckets {
    /// Searches one part. The parts take turns.
    fn retain_recent(&self, drop_below: Nanos) {
        let turn = self.next.fetch_add(1, Ordering::Relaxed);
        let mut part = self.lock(turn % self.parts.len());
        let before = part.len();
        part.retain(|_, next| *next > drop_below);
        self.keys.fetch_sub(before - part.len(), Ordering::Relaxed);
    }

    fn len(&self) -> usize {
        self.keys.load(Ordering::Relaxed)
    }

    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
