//! [`SessionOptions`]: Django's settings `SESSION_..`.

use std::time::Duration;

use serde::{Deserialize, Deserializer};

use super::{Clock, SharedStore, StoreOptions};

/// The options of [`Sessions`](super::Sessions): Django's
/// [settings `SESSION_..`](https://docs.djangoproject.com/en/stable/ref/settings/#sessions), with its defaults.
///
/// From settings any of them may be left out, and one that is not known is an error.
///
/// ```
/// use std::time::Duration;
///
/// use middleware_examples::SessionOptions;
///
/// let options = SessionOptions { cookie_secure: true, ..SessionOptions::default() };
///
/// let read = r#"{ "cookie_name": "id", "cookie_age": 3600, "cookie_same_site": "strict", "store": "memory" }"#;
/// let options: SessionOptions = serde_json::from_str(read)?;
/// assert_eq!(options.cookie_age, Duration::from_secs(3600));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own, as in Django")]
pub struct SessionOptions {
    /// The name of the cookie. Default: `sessionid`.
    pub cookie_name: String,
    /// How long a session lasts after it was last saved. Default: two weeks. In settings: seconds.
    #[serde(deserialize_with = "seconds")]
    pub cookie_age: Duration,
    /// The domain that the cookie is for. Default: none, only the host that sets it.
    pub cookie_domain: Option<String>,
    /// The path that the cookie is for. Default: `/`.
    pub cookie_path: String,
    /// The cookie is sent only over HTTPS. Default: off. Turn it on where the site has HTTPS.
    pub cookie_secure: bool,
    /// Scripts in the page cannot read the cookie. Default: on.
    pub cookie_http_only: bool,
    /// Which requests that come from other sites have the cookie. Default: [`SameSite::Lax`].
    pub cookie_same_site: SameSite,
    /// A session ends when the browser is closed. Default: off.
    pub expire_at_browser_close: bool,
    /// Every request saves the session, and so begins its age anew. Default: off, only one that changes it.
    pub save_every_request: bool,
    /// Where sessions are kept. Default: in memory. In settings: [`StoreOptions`].
    #[serde(deserialize_with = "opened")]
    pub store: SharedStore,
    /// Where the time comes from. Default: the system. It is not in settings.
    #[serde(skip)]
    pub clock: Clock,
}

impl Default for SessionOptions {
    fn default() -> Self {
        Self {
            cookie_name: "sessionid".to_owned(),
            cookie_age: Duration::from_hours(14 * 24),
            cookie_domain: None,
            cookie_path: "/".to_owned(),
            cookie_secure: false,
            cookie_http_only: true,
            cookie_same_site: SameSite::Lax,
            expire_at_browser_close: false,
            save_every_request: false,
            store: SharedStore::default(),
            clock: Clock::default(),
        }
    }
}

/// Which requests that come from other sites have the cookie:
/// [`SameSite`](https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Set-Cookie#samesitesamesite-value).
///
/// ```
/// use middleware_examples::session::SameSite;
///
/// assert_eq!(serde_json::from_str::<SameSite>(r#""lax""#).unwrap(), SameSite::Lax);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SameSite {
    /// Links that are followed.
    #[serde(alias = "Lax")]
    Lax,
    /// None.
    #[serde(alias = "Strict")]
    Strict,
    /// All. Browsers ask for a secure cookie then, so it becomes one.
    #[serde(alias = "None")]
    None,
    /// What the browser takes for right: the cookie says nothing. Django's `False`.
    Unsaid,
}

pub(super) fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    u64::deserialize(deserializer).map(Duration::from_secs)
}

fn opened<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SharedStore, D::Error> {
    StoreOptions::deserialize(deserializer)?.open().map_err(serde::de::Error::custom)
}
