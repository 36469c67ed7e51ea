//! [`StoreOptions`]: a store in settings.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, Visitor, value::MapAccessDeserializer},
};

use super::{MemoryOptions, SharedStore, StoreError};

/// A store in settings: its name, or a table with its options.
///
/// - `store = "memory"` and `store = "redis"` have the default options;
/// - `store = { memory = { max_sessions = 10000 } }`;
/// - `store = { redis = { url = "redis://127.0.0.1:6379" } }`.
///
/// ```
/// use middleware_examples::session::StoreOptions;
///
/// let options: StoreOptions = serde_json::from_str(r#"{ "memory": { "max_sessions": 10000 } }"#)?;
/// let store = options.open()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StoreOptions {
    /// A [`MemoryStore`](super::MemoryStore) of its own.
    Memory(MemoryOptions),
    /// A [`RedisStore`](super::RedisStore).
    Redis(super::RedisOptions),
}

impl Default for StoreOptions {
    fn default() -> Self {
        Self::Memory(MemoryOptions::default())
    }
}

impl StoreOptions {
    /// Creates the store.
    ///
    /// # Errors
    ///
    /// If the options are invalid. A server that does not answer is not an error: it may answer later.
    pub fn open(self) -> Result<SharedStore, StoreError> {
        match self {
            Self::Memory(options) => Ok(SharedStore::new(super::MemoryStore::new(options))),
            Self::Redis(options) => super::RedisStore::new(options)
                .map(SharedStore::new)
                .map_err(StoreError::unavailable),
        }
    }
}

/// A store with its options.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum WithOptions {
    Memory(MemoryOptions),
    Redis(super::RedisOptions),
}

// Written by hand, because a derived one would not accept the name of a store without its options.
impl<'de> Deserialize<'de> for StoreOptions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NameOrOptions)
    }
}

struct NameOrOptions;

impl<'de> Visitor<'de> for NameOrOptions {
    type Value = StoreOptions;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`memory`, or a table with the options of `memory` or `redis`")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<StoreOptions, E> {
        match name {
            "memory" => Ok(StoreOptions::Memory(MemoryOptions::default())),
            "redis" => Ok(StoreOptions::Redis(super::RedisOptions::default())),
            other => Err(E::unknown_variant(other, &["memory", "redis"])),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<StoreOptions, A::Error> {
        Ok(match WithOptions::deserialize(MapAccessDeserializer::new(map))? {
            WithOptions::Memory(options) => StoreOptions::Memory(options),
            WithOptions::Redis(options) => StoreOptions::Redis(options),
        })
    }
}
