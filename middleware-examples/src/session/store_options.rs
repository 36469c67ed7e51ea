//! [`StoreOptions`]: a store in settings.

use serde::Deserialize;

use super::{SharedStore, StoreError};

/// A store in settings: `store = "memory"`, or
/// `store = { redis = { url = "redis://127.0.0.1:6379" } }`.
///
/// ```
/// use middleware_examples::session::StoreOptions;
///
/// let options: StoreOptions = serde_json::from_str(r#""memory""#)?;
/// let store = options.open()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum StoreOptions {
    /// A [`MemoryStore`](super::MemoryStore) of its own.
    #[default]
    Memory,
    /// A [`RedisStore`](super::RedisStore).
    Redis(super::RedisOptions),
}

impl StoreOptions {
    /// Creates the store.
    ///
    /// # Errors
    ///
    /// If the options are invalid. A server that does not answer is not an error: it may answer later.
    pub fn open(self) -> Result<SharedStore, StoreError> {
        match self {
            Self::Memory => Ok(SharedStore::default()),
            Self::Redis(options) => super::RedisStore::new(options)
                .map(SharedStore::new)
                .map_err(StoreError::unavailable),
        }
    }
}
