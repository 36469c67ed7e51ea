//! [`Store`]: stores sessions.

use std::{fmt, ops::Deref, sync::Arc, time::Duration};

use async_trait::async_trait;

use super::{MemoryStore, SessionKey, StoreError};

/// Stores sessions.
///
/// Like a middleware, it has both halves of each operation: `load` and `write` for sync code, which may block, and
/// `aload` and `awrite` for async code, which must not block. So [`Sessions`](super::Sessions) never causes a bridge.
///
/// The values are text. The store counts the time that a value is kept, from when it is written.
///
/// A failed operation must return an error: a store that cannot be reached must never look like an empty one.
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
    /// Returns the value of `key`, if it has not expired.
    ///
    /// # Errors
    ///
    /// If the store fails.
    fn load(&self, key: &SessionKey) -> Result<Option<String>, StoreError>;

    /// The async half of [`load`](Self::load).
    ///
    /// # Errors
    ///
    /// If the store fails.
    async fn aload(&self, key: &SessionKey) -> Result<Option<String>, StoreError>;

    /// Does `write` atomically, and returns whether it could be done.
    ///
    /// # Errors
    ///
    /// If the store fails.
    fn write(&self, write: Write) -> Result<bool, StoreError>;

    /// The async half of [`write`](Self::write).
    ///
    /// # Errors
    ///
    /// If the store fails.
    async fn awrite(&self, write: Write) -> Result<bool, StoreError>;
}

/// A change of a [`Store`].
#[derive(Clone, PartialEq, Eq)]
pub enum Write {
    /// Adds a new session. It cannot be done if the key is in use.
    Create {
        /// The key.
        key: SessionKey,
        /// The value.
        record: String,
        /// How long to keep it.
        age: Duration,
    },
    /// Changes a session. It cannot be done if the session no longer exists.
    Update {
        /// The key.
        key: SessionKey,
        /// The value.
        record: String,
        /// How long to keep it.
        age: Duration,
    },
    /// Deletes a session. It cannot be done if it does not exist.
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
    /// Shares `store`.
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

/// Without the data of the sessions.
impl fmt::Debug for Write {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Create { .. } => "Create",
            Self::Update { .. } => "Update",
            Self::Delete { .. } => "Delete",
        })
    }
}
