//! [`RedisOptions`]: which server, and how long to wait for it.

use std::{fmt, time::Duration};

use serde::Deserialize;

use crate::session::options::seconds;

/// The options of a [`RedisStore`](super::RedisStore).
///
/// ```
/// use std::time::Duration;
///
/// use middleware_examples::session::RedisOptions;
///
/// let options: RedisOptions = serde_json::from_str(r#"{ "url": "redis://127.0.0.1:6379" }"#)?;
/// assert_eq!(options.timeout, Duration::from_secs(3));
/// assert_eq!(options.prefix, "session:");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RedisOptions {
    /// Where the server is. Default: `redis://127.0.0.1:6379`.
    pub url: String,
    /// How long a request waits for it, connecting included. Default: three seconds. In settings: seconds.
    #[serde(deserialize_with = "seconds")]
    pub timeout: Duration,
    /// What the server's keys begin with. Default: `session:`.
    pub prefix: String,
}

impl Default for RedisOptions {
    fn default() -> Self {
        Self {
            url: "redis://127.0.0.1:6379".to_owned(),
            timeout: Duration::from_secs(3),
            prefix: "session:".to_owned(),
        }
    }
}

/// Without the URL, which may have a password.
impl fmt::Debug for RedisOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("RedisOptions");
        shown.field("prefix", &self.prefix).field("timeout", &self.timeout).finish_non_exhaustive()
    }
}
