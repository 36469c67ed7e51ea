//! [`CookieError`]: options of the cookie that browsers refuse.

use super::{SameSite, SessionOptions};

/// The most bytes of a cookie's name and value, and of the value of one of its attributes.
const LONGEST_COOKIE: usize = 4096;
const LONGEST_ATTRIBUTE: usize = 1024;

/// The bytes of a [`SessionKey`](super::SessionKey).
const KEY: usize = 64;

/// Why browsers would refuse the cookie with these options, or send it where it was not meant to be.
///
/// The rules are those of [RFC 6265bis], and browsers have no error for them: there would be no sessions. Each message
/// begins with the option.
///
/// ```
/// use middleware_examples::{SessionOptions, session::{CookieError, SameSite}};
///
/// let options = SessionOptions { cookie_same_site: SameSite::None, ..SessionOptions::default() };
/// let error = options.check().unwrap_err();
/// assert_eq!(error, CookieError::SameSiteNone);
/// assert_eq!(error.to_string(), "`cookie_same_site`: browsers refuse `none` without `cookie_secure`");
/// ```
///
/// [RFC 6265bis]: https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis-22
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CookieError {
    /// The name is empty, or has a character that is not allowed there.
    #[error(
        "`cookie_name`: {0:?} is not the name of a cookie, which has letters, digits, and the characters !#$%&'*+-.^_`|~"
    )]
    Name(String),
    /// The name and the value are too long.
    #[error(
        "`cookie_name`: browsers refuse a cookie with more than {LONGEST_COOKIE} bytes: the name has {0}, the value {KEY}"
    )]
    NameTooLong(usize),
    /// The prefix of the name requires another value of an option.
    #[error("`cookie_name`: browsers refuse the prefix `{prefix}` unless {required}")]
    Prefix {
        /// The prefix of the name.
        prefix: &'static str,
        /// What it requires.
        required: &'static str,
    },
    /// `SameSite=None` requires a secure cookie.
    #[error("`cookie_same_site`: browsers refuse `none` without `cookie_secure`")]
    SameSiteNone,
    /// The path does not begin with `/`, has a character that is not allowed there, or has more than 1024 bytes.
    #[error(
        "`cookie_path`: {0:?} is not the path of a cookie, which begins with `/`, is in ASCII, has no `;` and no control \
         character, and has at most {LONGEST_ATTRIBUTE} bytes"
    )]
    Path(String),
    /// The domain is not the name of a host.
    #[error(
        "`cookie_domain`: {0:?} is not the name of a host, such as `example.com`; names in other scripts are written \
         with `xn--`"
    )]
    Domain(String),
}

/// Checks the options of the cookie.
pub(super) fn check(options: &SessionOptions) -> Result<(), CookieError> {
    let name = &options.cookie_name;
    if name.is_empty() || !name.bytes().all(is_token) {
        return Err(CookieError::Name(name.clone()));
    }
    if name.len() + KEY > LONGEST_COOKIE {
        return Err(CookieError::NameTooLong(name.len()));
    }
    let path = &options.cookie_path;
    let is_allowed = |byte: u8| matches!(byte, b' '..=b'~') && byte != b';';
    if !path.starts_with('/') || path.len() > LONGEST_ATTRIBUTE || !path.bytes().all(is_allowed) {
        return Err(CookieError::Path(path.clone()));
    }
    if let Some(domain) = options.cookie_domain.as_ref().filter(|domain| !is_host(domain)) {
        return Err(CookieError::Domain(domain.clone()));
    }
    if options.cookie_same_site == SameSite::None && !options.cookie_secure {
        return Err(CookieError::SameSiteNone);
    }
    check_prefix(options)
}

/// Checks what the name promises of the other options.
fn check_prefix(options: &SessionOptions) -> Result<(), CookieError> {
    let is_secure = options.cookie_secure;
    let is_hidden = is_secure && options.cookie_http_only;
    let is_of_host = options.cookie_domain.is_none() && options.cookie_path == "/";
    // The longest one first, because another one is its beginning.
    let prefixes = [
        (
            "__Host-Http-",
            is_hidden && is_of_host,
            "`cookie_secure` and `cookie_http_only` are on, there is no `cookie_domain`, and `cookie_path` is `/`",
        ),
        (
            "__Host-",
            is_secure && is_of_host,
            "`cookie_secure` is on, there is no `cookie_domain`, and `cookie_path` is `/`",
        ),
        ("__Http-", is_hidden, "`cookie_secure` and `cookie_http_only` are on"),
        ("__Secure-", is_secure, "`cookie_secure` is on"),
    ];
    // Browsers ignore the case of a prefix.
    let begins_with = |prefix: &str| {
        let begin = options.cookie_name.get(..prefix.len());
        begin.is_some_and(|begin| begin.eq_ignore_ascii_case(prefix))
    };
    match prefixes.into_iter().find(|(prefix, ..)| begins_with(prefix)) {
        Some((prefix, false, required)) => Err(CookieError::Prefix { prefix, required }),
        _ => Ok(()),
    }
}

/// Whether a byte may be in a name: a token of RFC 9110.
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// Whether it is the name of a host. A dot before it is allowed, and browsers ignore it.
fn is_host(name: &str) -> bool {
    let name = name.strip_prefix('.').unwrap_or(name);
    let is_label = |label: &str| {
        let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        (1..=63).contains(&label.len())
            && label.bytes().all(is_allowed)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    name.len() <= 253 && name.split('.').all(is_label)
}
