//! [`MemoryStore`]: sessions in the memory of the process.

use std::{
    collections::{BTreeSet, HashMap},
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
    time::SystemTime,
};

use async_trait::async_trait;

use super::{Clock, SessionKey, Store, StoreError, Write};

/// The number of expired sessions that a write removes. More than one, so that their number decreases.
const CLEARED_BY_A_WRITE: usize = 2;

/// Keeps sessions in the memory of the process. They end with the process, and are not shared with other processes.
///
/// Each write removes at most two expired sessions. So no request waits for a long cleanup, and the store has few
/// expired sessions.
///
/// ```
/// use middleware_examples::session::MemoryStore;
///
/// assert!(MemoryStore::default().is_empty());
/// ```
#[derive(Default)]
pub struct MemoryStore {
    clock: Clock,
    sessions: Mutex<Sessions>,
}

#[derive(Default)]
struct Sessions {
    by_key: HashMap<SessionKey, Kept>,
    /// The same sessions by expiry, without those that do not expire.
    by_end: BTreeSet<(SystemTime, SessionKey)>,
}

struct Kept {
    record: String,
    /// `None` if it is too far in the future for a clock.
    end: Option<SystemTime>,
}

impl MemoryStore {
    /// Creates a store that uses `clock`.
    #[must_use]
    pub fn with_clock(clock: Clock) -> Self {
        Self { clock, sessions: Mutex::default() }
    }

    /// Returns the number of sessions in memory, including expired ones that are not removed yet.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sessions().by_key.len()
    }

    /// Returns whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn sessions(&self) -> MutexGuard<'_, Sessions> {
        // No code panics halfway through a change.
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Without the data of the sessions, which does not belong in logs.
impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryStore").field("sessions", &self.len()).finish_non_exhaustive()
    }
}

/// Both halves are the same, because a lookup does not block.
#[async_trait]
impl Store for MemoryStore {
    fn load(&self, key: &SessionKey) -> Result<Option<String>, StoreError> {
        let now = self.clock.now();
        Ok(self.sessions().live(key, now).map(|kept| kept.record.clone()))
    }

    async fn aload(&self, key: &SessionKey) -> Result<Option<String>, StoreError> {
        self.load(key)
    }

    fn write(&self, write: Write) -> Result<bool, StoreError> {
        let now = self.clock.now();
        let mut sessions = self.sessions();
        sessions.clear_away(now);
        let (key, is_new) = match &write {
            Write::Create { key, .. } => (key, true),
            Write::Update { key, .. } | Write::Delete { key } => (key, false),
        };
        if sessions.live(key, now).is_some() == is_new {
            return Ok(false);
        }
        match write {
            Write::Create { key, record, age } | Write::Update { key, record, age } => {
                sessions.put(key, Kept { record, end: now.checked_add(age) });
            }
            Write::Delete { key } => sessions.remove(&key),
        }
        Ok(true)
    }

    async fn awrite(&self, write: Write) -> Result<bool, StoreError> {
        self.write(write)
    }
}

impl Sessions {
    /// Returns the session with this key, unless it has expired.
    fn live(&self, key: &SessionKey, now: SystemTime) -> Option<&Kept> {
        self.by_key.get(key).filter(|kept| kept.end.is_none_or(|end| now < end))
    }

    fn put(&mut self, key: SessionKey, kept: Kept) {
        self.remove(&key);
        if let Some(end) = kept.end {
            self.by_end.insert((end, key.clone()));
        }
        self.by_key.insert(key, kept);
    }

    fn remove(&mut self, key: &SessionKey) {
        if let Some(end) = self.by_key.remove(key).and_then(|kept| kept.end) {
            self.by_end.remove(&(end, key.clone()));
        }
    }

    fn clear_away(&mut self, now: SystemTime) {
        for _ in 0..CLEARED_BY_A_WRITE {
            match self.by_end.first() {
                Some((end, _)) if *end <= now => {}
                _ => return,
            }
            if let Some((_, key)) = self.by_end.pop_first() {
                self.by_key.remove(&key);
            }
        }
    }
}
