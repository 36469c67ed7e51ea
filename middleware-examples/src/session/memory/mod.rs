//! [`MemoryStore`]: sessions in the memory of the process.

mod options;
mod sessions;

use std::{
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
pub use options::MemoryOptions;
use sessions::{Kept, Sessions};

use super::{Clock, SessionKey, Store, StoreError, Write};

/// Keeps sessions in the memory of the process. They end with the process, and are not shared with other processes.
///
/// Each write removes at most two expired sessions. So no request waits for a long cleanup, and the store has few
/// expired sessions.
///
/// # Eviction
///
/// The store keeps as much as its [`MemoryOptions`] allow. A write beyond that evicts sessions, and their users have to
/// log in again:
///
/// - If more than a fifth of the sessions were not used since they were created, it evicts the oldest of these. So
///   clients that ignore cookies, and get a new session with each request, do not evict the sessions of users.
/// - Otherwise it evicts the session that has not been used for the longest time.
///
/// The first eviction is a `tracing` event at the level `WARN`, and so is each one that doubles their number. There are
/// three remedies: larger limits, sessions only where they are needed, and a limit on the requests of each client.
///
/// ```
/// use middleware_examples::session::MemoryStore;
///
/// assert!(MemoryStore::default().is_empty());
/// ```
#[derive(Default)]
pub struct MemoryStore {
    clock: Clock,
    options: MemoryOptions,
    sessions: Mutex<Sessions>,
}

impl MemoryStore {
    /// Creates a store that keeps this much.
    #[must_use]
    pub fn new(options: MemoryOptions) -> Self {
        Self { clock: Clock::default(), options, sessions: Mutex::new(Sessions::new(options)) }
    }

    /// Uses this clock.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// Returns the number of sessions in memory, including expired ones that are not removed yet.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sessions().len()
    }

    /// Returns whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the number of bytes of all sessions, as [`max_bytes`](MemoryOptions::max_bytes) counts them.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.sessions().bytes()
    }

    /// Returns the number of sessions that were evicted since the store was created.
    #[must_use]
    pub fn evicted(&self) -> u64 {
        self.sessions().evicted()
    }

    fn most_bytes_of_one(&self) -> usize {
        self.options.max_session_bytes.min(self.options.max_bytes)
    }

    fn log(&self, evicted: u64) {
        let MemoryOptions { max_sessions, max_bytes, .. } = self.options;
        tracing::warn!(
            evicted,
            max_sessions,
            max_bytes,
            "the session store in memory is full, and evicts sessions"
        );
    }

    fn sessions(&self) -> MutexGuard<'_, Sessions> {
        // No code panics halfway through a change.
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Without the data of the sessions, which does not belong in logs.
impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("MemoryStore");
        shown.field("sessions", &self.len()).field("options", &self.options).finish_non_exhaustive()
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
                let kept = Kept { record, end: now.checked_add(age) };
                let (bytes, limit) = (kept.bytes(), self.most_bytes_of_one());
                if bytes > limit {
                    return Err(StoreError::TooLarge { bytes, limit });
                }
                sessions.put(key.clone(), kept);
                if sessions.evict(&key) {
                    let evicted = sessions.evicted();
                    drop(sessions);
                    self.log(evicted);
                }
            }
            Write::Delete { key } => {
                sessions.remove(&key);
            }
        }
        Ok(true)
    }

    async fn awrite(&self, write: Write) -> Result<bool, StoreError> {
        self.write(write)
    }
}
