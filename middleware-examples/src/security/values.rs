//! The values that the options of [`Security`](super::Security) may have.

use std::fmt;

use http::{HeaderName, HeaderValue};
use percent_encoding::percent_decode_str;
use regex_lite::Regex;
use serde::{Deserialize, Deserializer, de};

/// What a browser tells other sites of where a user comes from: a value of the header
/// [`Referrer-Policy`](https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Referrer-Policy).
///
/// In settings it is written as in the header: `strict-origin`.
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
    /// The URL, but nothing where HTTPS leads to HTTP.
    NoReferrerWhenDowngrade,
    /// The origin.
    Origin,
    /// The URL to the same origin, and the origin to others.
    OriginWhenCrossOrigin,
    /// The URL to the same origin, and nothing to others.
    SameOrigin,
    /// The origin, but nothing where HTTPS leads to HTTP.
    StrictOrigin,
    /// The URL to the same origin and the origin to others, but nothing where HTTPS leads to HTTP.
    StrictOriginWhenCrossOrigin,
    /// The URL.
    UnsafeUrl,
}

impl ReferrerPolicy {
    /// The value as it is in the header.
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

/// With which documents a page shares its window: a value of the header
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
    /// The value as it is in the header.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SameOrigin => "same-origin",
            Self::SameOriginAllowPopups => "same-origin-allow-popups",
            Self::UnsafeNone => "unsafe-none",
        }
    }
}

/// A header by which a proxy says that it was asked by HTTPS, and its value then.
///
/// **Only for a proxy that sets the header itself in every request**, or takes it out: else clients say so.
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
    /// Its value if the proxy was asked by HTTPS. If the proxy sends several, with commas between, the first counts.
    #[serde(deserialize_with = "parsed")]
    pub value: HeaderValue,
}

/// Paths that stay on HTTP: a regular expression that is looked for in the path without the slashes that it begins
/// with, and with its `%` escapes resolved.
///
/// It is one of [`regex_lite`], which never takes more than linear time, whatever the path.
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
    /// The paths in which `pattern` is found.
    ///
    /// # Errors
    ///
    /// If `pattern` is not a regular expression, or too large a one.
    pub fn new(pattern: &str) -> Result<Self, regex_lite::Error> {
        Regex::new(pattern).map(Self)
    }

    /// Whether `path`, as it is in a URI, is one of them.
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

/// Several policies: a list, or a text with commas between.
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

/// A policy, or none: written as nothing or an empty text, as some formats have no nothing.
pub(super) fn policy<'de, D>(deserializer: D) -> Result<Option<OpenerPolicy>, D::Error>
where
    D: Deserializer<'de>,
{
    match Option::<String>::deserialize(deserializer)?.as_deref().map(str::trim) {
        None | Some("") => Ok(None),
        Some(text) => OpenerPolicy::deserialize(de::value::StrDeserializer::new(text)).map(Some),
    }
}
