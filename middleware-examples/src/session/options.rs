//! [`SessionOptions`]: Django's settings `SESSION_..`.

use std::{sync::Arc, time::Duration};

use middleware_core::chain::MiddlewareLayer;
use serde::{Deserialize, Deserializer};

use super::{Clock, CookieError, Sessions, SharedStore, StoreOptions, cookie_error};

/// The layer that [`SessionOptions::layer`] returns.
pub type SessionsLayer = MiddlewareLayer<Sessions<()>, (CheckedOptions,)>;

/// The options of [`Sessions`](super::Sessions): Django's
/// [settings `SESSION_..`](https://docs.djangoproject.com/en/stable/ref/settings/#sessions), with its defaults.
///
/// In settings, any of them may be omitted, and an unknown option is an error.
///
/// ```
/// use std::time::Duration;
///
/// use middleware_examples::SessionOptions;
///
/// let options = SessionOptions { cookie_secure: true, ..SessionOptions::default() };
/// let layer = options.layer()?;
///
/// let read = r#"{ "cookie_name": "id", "cookie_age": 3600, "cookie_same_site": "strict", "store": "memory" }"#;
/// let options: SessionOptions = serde_json::from_str(read)?;
/// assert_eq!(options.cookie_age, Duration::from_secs(3600));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own, as in Django")]
pub struct SessionOptions {
    /// The name of the cookie. Default: `sessionid`. The prefixes `__Host-`, `__Http-`, `__Host-Http-` and `__Secure-`
    /// require other options: [`CookieError::Prefix`].
    pub cookie_name: String,
    /// How long a session lasts after it was last saved. Default: two weeks. In settings: seconds.
    ///
    /// The cookie lasts for at most 400 days, because browsers do not keep it longer.
    #[serde(deserialize_with = "seconds")]
    pub cookie_age: Duration,
    /// The domain of the cookie, which includes its subdomains. Default: none, which means only the host that sets it.
    pub cookie_domain: Option<String>,
    /// The path of the cookie. Default: `/`.
    pub cookie_path: String,
    /// Whether the cookie is only sent over HTTPS. Default: off. Turn it on if the site has HTTPS.
    pub cookie_secure: bool,
    /// Whether the cookie is hidden from scripts in the page. Default: on.
    pub cookie_http_only: bool,
    /// The requests from other sites that have the cookie. Default: [`SameSite::Lax`].
    pub cookie_same_site: SameSite,
    /// Whether a session ends when the browser is closed. Default: off.
    pub expire_at_browser_close: bool,
    /// Whether every request saves the session, which restarts its age. Default: off, only a request that changes it.
    pub save_every_request: bool,
    /// The store of the sessions. Default: in memory. In settings: [`StoreOptions`].
    #[serde(deserialize_with = "opened")]
    pub store: SharedStore,
    /// The source of the time. Default: the system. It is not in settings.
    #[serde(skip)]
    pub clock: Clock,
}

/// Options whose cookie browsers accept: [`SessionOptions::check`].
#[derive(Clone, Debug)]
pub struct CheckedOptions(pub(super) Arc<SessionOptions>);

impl SessionOptions {
    /// Creates the layer [`Sessions`].
    ///
    /// ```
    /// use middleware_core::Chain;
    /// use middleware_examples::{Request, Response, SessionOptions};
    ///
    /// let app = Chain::<Request, Response>::new()
    ///     .with(SessionOptions::default().layer()?)
    ///     .view(|_: Request| Response::default());
    /// # Ok::<(), middleware_examples::session::CookieError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If browsers would refuse the cookie.
    pub fn layer(self) -> Result<SessionsLayer, CookieError> {
        self.check().map(Sessions::layer)
    }

    /// Checks that browsers accept the cookie, for [`Sessions::layer`].
    ///
    /// # Errors
    ///
    /// If browsers would refuse the cookie.
    pub fn check(self) -> Result<CheckedOptions, CookieError> {
        cookie_error::check(&self)?;
        Ok(CheckedOptions(Arc::new(self)))
    }
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

/// The requests from other sites that have the cookie:
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
    /// Links that the user follows.
    #[serde(alias = "Lax")]
    Lax,
    /// None.
    #[serde(alias = "Strict")]
    Strict,
    /// All. Browsers require a secure cookie for this: [`CookieError::SameSiteNone`].
    #[serde(alias = "None")]
    None,
    /// The browser's default: the attribute is not set. Django's `False`.
    Unsaid,
}

pub(super) fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    u64::deserialize(deserializer).map(Duration::from_secs)
}

fn opened<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SharedStore, D::Error> {
    StoreOptions::deserialize(deserializer)?.open().map_err(serde::de::Error::custom)
}
