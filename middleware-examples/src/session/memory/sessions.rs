//! [`Sessions`]: the sessions in memory, and which of them are evicted.

use std::{collections::BTreeSet, time::SystemTime};

use hashlink::LinkedHashMap;

use super::MemoryOptions;
use crate::session::SessionKey;

/// The number of expired sessions that a write removes. More than one, so that their number decreases.
const CLEARED_BY_A_WRITE: usize = 2;

/// What a session needs beside its text: its key twice, the entries of a table and of a tree, and what the allocator
/// adds. Measured with 500,000 sessions, and rounded up.
const BYTES_BESIDE_THE_TEXT: usize = 512;

/// New sessions are evicted first if they are more than one out of so many.
const NEW_ONES: usize = 5;

/// The sessions in memory. Each is in `new` or in `used`.
pub(super) struct Sessions {
    options: MemoryOptions,
    /// Those that were not used since they were created, in that order.
    new: LinkedHashMap<SessionKey, Kept>,
    /// The others. The last one was used last.
    used: LinkedHashMap<SessionKey, Kept>,
    /// All that expire, by expiry.
    by_end: BTreeSet<(SystemTime, SessionKey)>,
    bytes: usize,
    evicted: u64,
}

pub(super) struct Kept {
    pub(super) record: String,
    /// `None` if it is too far in the future for a clock.
    pub(super) end: Option<SystemTime>,
}

impl Kept {
    pub(super) const fn bytes(&self) -> usize {
        self.record.len() + BYTES_BESIDE_THE_TEXT
    }
}

impl Default for Sessions {
    fn default() -> Self {
        Self::new(MemoryOptions::default())
    }
}

impl Sessions {
    pub(super) fn new(options: MemoryOptions) -> Self {
        Self {
            options,
            new: LinkedHashMap::new(),
            used: LinkedHashMap::new(),
            by_end: BTreeSet::new(),
            bytes: 0,
            evicted: 0,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.new.len() + self.used.len()
    }

    pub(super) const fn bytes(&self) -> usize {
        self.bytes
    }

    pub(super) const fn evicted(&self) -> u64 {
        self.evicted
    }

    /// Returns the session with this key, unless it has expired. It counts as used.
    pub(super) fn live(&mut self, key: &SessionKey, now: SystemTime) -> Option<&Kept> {
        if let Some((key, kept)) = self.new.remove_entry(key) {
            self.used.insert(key, kept);
        }
        self.used
            .to_back(key)
            .map(|kept| &*kept)
            .filter(|kept| kept.end.is_none_or(|end| now < end))
    }

    /// Keeps a session, in place of one with the same key.
    pub(super) fn put(&mut self, key: SessionKey, kept: Kept) {
        let was_there = self.remove(&key);
        self.bytes += kept.bytes();
        if let Some(end) = kept.end {
            self.by_end.insert((end, key.clone()));
        }
        if was_there {
            self.used.insert(key, kept);
        } else {
            self.new.insert(key, kept);
        }
    }

    /// Removes a session, and returns whether it was there.
    pub(super) fn remove(&mut self, key: &SessionKey) -> bool {
        let Some(kept) = self.new.remove(key).or_else(|| self.used.remove(key)) else {
            return false;
        };
        self.bytes -= kept.bytes();
        if let Some(end) = kept.end {
            self.by_end.remove(&(end, key.clone()));
        }
        true
    }

    /// Removes a few sessions that have expired.
    pub(super) fn clear_away(&mut self, now: SystemTime) {
        for _ in 0..CLEARED_BY_A_WRITE {
            match self.by_end.first() {
                Some((end, key)) if *end <= now => {
                    let key = key.clone();
                    self.remove(&key);
                }
                _ => return,
            }
        }
    }

    /// Evicts sessions until there are no more than the options allow, but not the one that was just written. Returns
    /// whether there is something to log: the first eviction, and each one that doubles their number.
    pub(super) fn evict(&mut self, written: &SessionKey) -> bool {
        let mut is_to_be_logged = false;
        while self.len() > self.options.max_sessions || self.bytes > self.options.max_bytes {
            let Some(key) = self.next_to_evict(written) else { break };
            self.remove(&key);
            self.evicted += 1;
            is_to_be_logged |= self.evicted.is_power_of_two();
        }
        is_to_be_logged
    }

    fn next_to_evict(&self, written: &SessionKey) -> Option<SessionKey> {
        let (new, used) = (self.new.front(), self.used.front());
        let has_many_new = self.new.len() * NEW_ONES > self.len();
        let in_order = if has_many_new { [new, used] } else { [used, new] };
        let keys = in_order.into_iter().flatten().map(|(key, _)| key);
        keys.into_iter().find(|key| *key != written).cloned()
    }
}
