//! The cookie of a session, and the header `Vary`.

use std::time::{Duration, SystemTime};

use cookie::{Cookie, time::OffsetDateTime};
use http::{
    HeaderMap, HeaderValue,
    header::{self, InvalidHeaderValue},
};

use super::{SameSite, SessionKey, SessionOptions};

/// Browsers do not keep a cookie longer.
const LONGEST_AGE: Duration = Duration::from_hours(400 * 24);

/// Returns the value of the cookie with this name, not validated.
///
/// If there are several, the last one counts, as in Django. Malformed cookies are skipped. Names are compared byte by
/// byte. Trimming more white space than RFC 6265 would let a cookie of another site appear as one that begins with
/// `__Host-`.
pub(super) fn sent(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).into_iter();
    let pairs = lines.flat_map(|line| line.as_bytes().split(|byte| *byte == b';'));
    let mut values = pairs.filter_map(|pair| {
        let (found, value) = pair.split_at(pair.iter().position(|byte| *byte == b'=')?);
        (trimmed(found) == name.as_bytes()).then(|| trimmed(&value[1..]))
    });
    let value = values.next_back()?;
    let value = match value {
        [b'"', unquoted @ .., b'"'] => unquoted,
        value => value,
    };
    Some(String::from_utf8_lossy(value).into_owned())
}

/// Returns the bytes without the spaces and tabs around them.
fn trimmed(mut bytes: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = bytes {
        bytes = rest;
    }
    bytes
}

/// Returns `Set-Cookie` for a session that lasts for `age`, or as long as the browser is open.
pub(super) fn set(
    options: &SessionOptions,
    key: &SessionKey,
    age: Option<Duration>,
) -> Result<HeaderValue, InvalidHeaderValue> {
    let mut cookie = cookie(options, key.as_str());
    if let Some(age) = age {
        let age = age.min(LONGEST_AGE);
        if let Ok(max_age) = cookie::time::Duration::try_from(age) {
            cookie.set_max_age(max_age);
        }
        // Omitted if the clock is at the end of time.
        if let Some(expires) = date(options.clock.now(), age) {
            cookie.set_expires(expires);
        }
    }
    HeaderValue::try_from(cookie.to_string())
}

/// Returns `Set-Cookie` to delete the cookie.
pub(super) fn removed(options: &SessionOptions) -> Result<HeaderValue, InvalidHeaderValue> {
    let mut cookie = cookie(options, "");
    cookie.set_max_age(cookie::time::Duration::ZERO);
    cookie.set_expires(OffsetDateTime::UNIX_EPOCH);
    HeaderValue::try_from(cookie.to_string())
}

fn cookie<'a>(options: &'a SessionOptions, value: &'a str) -> Cookie<'a> {
    let mut cookie = Cookie::new(&options.cookie_name, value);
    cookie.set_path(&options.cookie_path);
    if let Some(domain) = &options.cookie_domain {
        cookie.set_domain(domain);
    }
    // Also to delete it: otherwise browsers ignore the header for some names, and keep the cookie.
    cookie.set_http_only(options.cookie_http_only);
    if options.cookie_secure {
        cookie.set_secure(true);
    }
    // For `None`, the crate makes the cookie secure by itself. The options require it anyway.
    cookie.set_same_site(match options.cookie_same_site {
        SameSite::Lax => Some(cookie::SameSite::Lax),
        SameSite::Strict => Some(cookie::SameSite::Strict),
        SameSite::None => Some(cookie::SameSite::None),
        SameSite::Unsaid => None,
    });
    cookie
}

fn date(now: SystemTime, age: Duration) -> Option<OffsetDateTime> {
    let end = now.checked_add(age)?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    OffsetDateTime::from_unix_timestamp(end.as_secs().try_into().ok()?).ok()
}

/// Marks a response as dependent on the request's cookies, so that caches do not return it to other users.
pub(super) fn vary_on_cookie(headers: &mut HeaderMap) {
    let values = headers.get_all(header::VARY).into_iter();
    let names: Vec<_> = values
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b','))
        .map(<[u8]>::trim_ascii)
        .filter(|name| !name.is_empty())
        .collect();
    if names.iter().any(|name| *name == b"*" || name.eq_ignore_ascii_case(b"cookie")) {
        return;
    }
    let all = [names, vec![b"Cookie".as_slice()]].concat().join(b", ".as_slice());
    if let Ok(value) = HeaderValue::from_bytes(&all) {
        headers.insert(header::VARY, value);
    }
}
