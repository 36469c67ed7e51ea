//! [`MemoryStore`]: sessions in the memory of the process.

use std::{
    collections::{BTreeSet, HashMap},
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
    time::SystemTime,
};

use async_trait::async_trait;

use super::{Clock, SessionKey, Store, StoreError, Write};

/// How many expired sessions a write clears away. More than one, so that they become fewer.
const CLEARED_BY_A_WRITE: usize = 2;

/// Keeps sessions in the memory of the process: they end with it, and other processes do not know them.
///
/// What has expired is cleared away bit by bit, by each write at most two of them: so no request has to wait for a
/// great cleaning, and what is kept is little more than what has not expired.
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
    /// The same by when they end, those without an end left out.
    by_end: BTreeSet<(SystemTime, SessionKey)>,
}

struct Kept {
    record: String,
    /// `None` if it is too far away for a clock.
    end: Option<SystemTime>,
}

impl MemoryStore {
    /// A store that goes by `clock`.
    #[must_use]
    pub fn with_clock(clock: Clock) -> Self {
        Self { clock, sessions: Mutex::default() }
    }

    /// How many sessions are in memory, those included that have expired and have not been cleared away.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sessions().by_key.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn sessions(&self) -> MutexGuard<'_, Sessions> {
        // Nothing in here panics half way.
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What users have in their sessions is not for logs.
impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryStore").field("sessions", &self.len()).finish_non_exhaustive()
    }
}

/// Both halves are the same: nothing here waits for longer than it takes to look something up.
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
    /// The session of this key, unless it has expired.
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
