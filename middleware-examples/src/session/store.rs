//! [`Store`]: where sessions are kept.

use std::{fmt, ops::Deref, sync::Arc, time::Duration};

use async_trait::async_trait;

use super::{MemoryStore, SessionKey, StoreError};

/// Where sessions are kept.
///
/// It has both halves of each operation, as a middleware has: `load` and `write` for sync code, which may block, and
/// `aload` and `awrite` for async code, which may not. So [`Sessions`](super::Sessions) never causes a bridge.
///
/// What it is given to keep is a text. How long it is to be kept is counted by the store, from when it is written.
///
/// An operation that fails has an error: a store that cannot be reached must never look like one that is empty.
///
/// ```
/// use std::time::Duration;
///
/// use middleware_examples::session::{MemoryStore, SessionKey, Store as _, Write};
///
/// let (store, key) = (MemoryStore::default(), SessionKey::generate()?);
/// let create = Write::Create {
///     key: key.clone(),
///     record: "{}".to_owned(),
///     age: Duration::from_secs(60),
/// };
/// assert!(store.write(create)?);
/// assert_eq!(store.load(&key)?.as_deref(), Some("{}"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[async_trait]
pub trait Store: fmt::Debug + Send + Sync + 'static {
    /// What was kept under `key`, if it has not expired.
    ///
    /// # Errors
    ///
    /// If the store cannot tell.
    fn load(&self, key: &SessionKey) -> Result<Option<String>, StoreError>;

    /// The async half of [`load`](Self::load).
    ///
    /// # Errors
    ///
    /// If the store cannot tell.
    async fn aload(&self, key: &SessionKey) -> Result<Option<String>, StoreError>;

    /// Does `write`, at once or not at all, and says whether it could be done.
    ///
    /// # Errors
    ///
    /// If the store cannot tell.
    fn write(&self, write: Write) -> Result<bool, StoreError>;

    /// The async half of [`write`](Self::write).
    ///
    /// # Errors
    ///
    /// If the store cannot tell.
    async fn awrite(&self, write: Write) -> Result<bool, StoreError>;
}

/// A change of what a [`Store`] keeps.
#[derive(Clone, PartialEq, Eq)]
pub enum Write {
    /// Keeps a new session. It cannot be done if the key is taken.
    Create {
        /// The key.
        key: SessionKey,
        /// What is kept.
        record: String,
        /// How long.
        age: Duration,
    },
    /// Keeps something else. It cannot be done if the session is not there any more.
    Update {
        /// The key.
        key: SessionKey,
        /// What is kept.
        record: String,
        /// How long.
        age: Duration,
    },
    /// Forgets a session. It cannot be done if it is not there.
    Delete {
        /// The key.
        key: SessionKey,
    },
}

/// A [`Store`] that layers share. The default is a [`MemoryStore`] of its own.
///
/// ```
/// use middleware_examples::{SessionOptions, session::{MemoryStore, SharedStore}};
///
/// let store = SharedStore::new(MemoryStore::default());
/// let options = SessionOptions { store: store.clone(), ..SessionOptions::default() };
/// ```
#[derive(Clone, Debug)]
pub struct SharedStore(Arc<dyn Store>);

impl SharedStore {
    /// `store`, to be shared.
    pub fn new(store: impl Store) -> Self {
        Self(Arc::new(store))
    }
}

impl Default for SharedStore {
    fn default() -> Self {
        Self::new(MemoryStore::default())
    }
}

impl Deref for SharedStore {
    type Target = dyn Store;

    fn deref(&self) -> &Self::Target {
        &*self.0
    }
}

/// Without what users have in their sessions.
impl fmt::Debug for Write {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Create { .. } => "Create",
            Self::Update { .. } => "Update",
            Self::Delete { .. } => "Delete",
        })
    }
}
