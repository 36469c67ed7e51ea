//! [`RedisOptions`]: the server and its timeout.

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
    /// The URL of the server. Default: `redis://127.0.0.1:6379`.
    pub url: String,
    /// How long a request waits for the server, including connecting. Default: three seconds. In settings: seconds.
    #[serde(deserialize_with = "seconds")]
    pub timeout: Duration,
    /// The prefix of the keys in the server. Default: `session:`.
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

/// Without the URL, which may contain a password.
impl fmt::Debug for RedisOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("RedisOptions");
        shown.field("prefix", &self.prefix).field("timeout", &self.timeout).finish_non_exhaustive()
    }
}
