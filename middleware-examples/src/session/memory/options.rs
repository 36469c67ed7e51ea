//! [`MemoryOptions`]: how much a store in memory keeps.

use serde::Deserialize;

/// How much a [`MemoryStore`](super::MemoryStore) keeps at most.
///
/// ```
/// use middleware_examples::session::{MemoryOptions, MemoryStore};
///
/// let options = MemoryOptions { max_sessions: 10_000, ..MemoryOptions::default() };
/// let store = MemoryStore::new(options);
///
/// let read = r#"{ "max_bytes": 16777216 }"#;
/// let options: MemoryOptions = serde_json::from_str(read)?;
/// assert_eq!(options.max_sessions, 100_000);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MemoryOptions {
    /// The number of sessions. Default: 100,000.
    pub max_sessions: usize,
    /// The number of bytes of all sessions. Default: 67,108,864, which are 64 MiB.
    ///
    /// A session counts as the length of its JSON text, and 512 bytes for its key and its place in the store.
    pub max_bytes: usize,
    /// The number of bytes of one session. Default: 1,048,576, which are 1 MiB. A larger one is
    /// [refused](crate::session::StoreError::TooLarge), so that it does not evict thousands of others.
    pub max_session_bytes: usize,
}

impl Default for MemoryOptions {
    fn default() -> Self {
        Self { max_sessions: 100_000, max_bytes: 64 << 20, max_session_bytes: 1 << 20 }
    }
}
