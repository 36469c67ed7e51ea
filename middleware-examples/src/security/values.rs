//! The values of the options of [`Security`](super::Security).

use std::fmt;

use http::{HeaderName, HeaderValue};
use percent_encoding::percent_decode_str;
use regex_lite::Regex;
use serde::{Deserialize, Deserializer, de};

/// The referrer that a browser sends to other sites: a value of the header
/// [`Referrer-Policy`](https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Referrer-Policy).
///
/// In settings, write it as in the header: `strict-origin`.
///
/// ```
/// use middleware_examples::security::ReferrerPolicy;
///
/// assert_eq!(ReferrerPolicy::StrictOrigin.as_str(), "strict-origin");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReferrerPolicy {
    /// Nothing.
    NoReferrer,
    /// The URL, but nothing from HTTPS to HTTP.
    NoReferrerWhenDowngrade,
    /// The origin.
    Origin,
    /// The URL to the same origin, and the origin to others.
    OriginWhenCrossOrigin,
    /// The URL to the same origin, and nothing to others.
    SameOrigin,
    /// The origin, but nothing from HTTPS to HTTP.
    StrictOrigin,
    /// The URL to the same origin and the origin to others, but nothing from HTTPS to HTTP.
    StrictOriginWhenCrossOrigin,
    /// The URL.
    UnsafeUrl,
}

impl ReferrerPolicy {
    /// Returns the value of the header.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoReferrer => "no-referrer",
            Self::NoReferrerWhenDowngrade => "no-referrer-when-downgrade",
            Self::Origin => "origin",
            Self::OriginWhenCrossOrigin => "origin-when-cross-origin",
            Self::SameOrigin => "same-origin",
            Self::StrictOrigin => "strict-origin",
            Self::StrictOriginWhenCrossOrigin => "strict-origin-when-cross-origin",
            Self::UnsafeUrl => "unsafe-url",
        }
    }
}

/// The documents with which a page shares its window: a value of the header
/// [`Cross-Origin-Opener-Policy`](https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Cross-Origin-Opener-Policy).
///
/// ```
/// use middleware_examples::security::OpenerPolicy;
///
/// assert_eq!(OpenerPolicy::SameOriginAllowPopups.as_str(), "same-origin-allow-popups");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OpenerPolicy {
    /// With those of the same origin.
    SameOrigin,
    /// With those of the same origin, and those that it opens.
    SameOriginAllowPopups,
    /// With all.
    UnsafeNone,
}

impl OpenerPolicy {
    /// Returns the value of the header.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SameOrigin => "same-origin",
            Self::SameOriginAllowPopups => "same-origin-allow-popups",
            Self::UnsafeNone => "unsafe-none",
        }
    }
}

/// The header, and its value, with which a proxy reports that a request used HTTPS.
///
/// **Only use it with a proxy that sets or removes the header in every request.** Otherwise clients can set it.
///
/// ```
/// use http::{HeaderName, HeaderValue};
/// use middleware_examples::security::ProxySslHeader;
///
/// let header = ProxySslHeader {
///     name: HeaderName::from_static("x-forwarded-proto"),
///     value: HeaderValue::from_static("https"),
/// };
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProxySslHeader {
    /// The name of the header.
    #[serde(deserialize_with = "parsed")]
    pub name: HeaderName,
    /// Its value if the request used HTTPS. If there are several, separated by commas, the first one counts.
    #[serde(deserialize_with = "parsed")]
    pub value: HeaderValue,
}

/// Paths that stay on HTTP: a regular expression that is searched in the path, without its leading slashes and with its
/// `%` escapes decoded.
///
/// It is one of [`regex_lite`], which takes linear time for any path.
///
/// ```
/// use middleware_examples::security::Exemption;
///
/// let health = Exemption::new("^health/")?;
/// assert!(health.covers("/health/live"));
/// assert!(!health.covers("/my/health/"));
/// # Ok::<(), regex_lite::Error>(())
/// ```
#[derive(Clone)]
pub struct Exemption(Regex);

impl Exemption {
    /// Creates the set of paths in which `pattern` is found.
    ///
    /// # Errors
    ///
    /// If `pattern` is not a valid regular expression, or is too large.
    pub fn new(pattern: &str) -> Result<Self, regex_lite::Error> {
        Regex::new(pattern).map(Self)
    }

    /// Returns whether the `path` of a URI is one of them.
    #[must_use]
    pub fn covers(&self, path: &str) -> bool {
        self.0.is_match(percent_decode_str(path).decode_utf8_lossy().trim_start_matches('/'))
    }
}

impl fmt::Debug for Exemption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Exemption({:?})", self.0.as_str())
    }
}

impl<'de> Deserialize<'de> for Exemption {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// A value that is a text in settings.
fn parsed<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: TryFrom<String, Error: fmt::Display>,
{
    T::try_from(String::deserialize(deserializer)?).map_err(de::Error::custom)
}

/// Several policies: a list, or a text with commas.
pub(super) fn policies<'de, D>(deserializer: D) -> Result<Vec<ReferrerPolicy>, D::Error>
where
    D: Deserializer<'de>,
{
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        None(()),
        Text(String),
        List(Vec<String>),
    }

    let texts = match Written::deserialize(deserializer)? {
        Written::None(()) => Vec::new(),
        Written::Text(text) if text.trim().is_empty() => Vec::new(),
        Written::Text(text) => text.split(',').map(str::to_owned).collect(),
        Written::List(texts) => texts,
    };
    let policy =
        |text: String| ReferrerPolicy::deserialize(de::value::StrDeserializer::new(text.trim()));
    texts.into_iter().map(policy).collect()
}

/// A policy, or none. None is null or an empty text, because some formats have no null.
pub(super) fn policy<'de, D>(deserializer: D) -> Result<Option<OpenerPolicy>, D::Error>
where
    D: Deserializer<'de>,
{
    match Option::<String>::deserialize(deserializer)?.as_deref().map(str::trim) {
        None | Some("") => Ok(None),
        Some(text) => OpenerPolicy::deserialize(de::value::StrDeserializer::new(text)).map(Some),
    }
}
