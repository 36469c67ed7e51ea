//! The host of a request, as [RFC 9112](https://www.rfc-editor.org/rfc/rfc9112#section-3.2) requires it.

use std::net::Ipv6Addr;

use http::{Version, header::HOST, request::Parts};

/// Returns whether the request has one valid `Host`. HTTP/1.0 permits none. The host of an absolute target must be valid
/// too.
pub(super) fn is_valid(parts: &Parts) -> bool {
    let mut hosts = parts.headers.get_all(HOST).iter();
    let header = match (hosts.next(), hosts.next()) {
        (Some(host), None) => {
            // Clients send an empty one if the target has no host.
            host.is_empty() || host.to_str().is_ok_and(is_host_and_port)
        }
        (None, None) => parts.version < Version::HTTP_11,
        _ => false,
    };
    header && parts.uri.authority().is_none_or(|authority| is_host_and_port(authority.as_str()))
}

/// Returns whether `value` is a host, with or without a port. User information is not part of a host.
fn is_host_and_port(value: &str) -> bool {
    let (is_host, port) = if let Some(rest) = value.strip_prefix('[') {
        let Some((address, port)) = rest.split_once(']') else { return false };
        (address.parse::<Ipv6Addr>().is_ok(), port)
    } else {
        let (name, port) = value.split_at(value.find(':').unwrap_or(value.len()));
        (is_name(name), port)
    };
    is_host && (port.is_empty() || port.strip_prefix(':').is_some_and(is_port))
}

/// A registered name of [RFC 3986](https://www.rfc-editor.org/rfc/rfc3986#section-3.2.2), or an IPv4 address.
fn is_name(name: &str) -> bool {
    let mut parts = name.split('%');
    let is_plain = |part: &str| {
        part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=".contains(&byte))
    };
    let is_escaped =
        |part: &str| part.len() >= 2 && part.bytes().take(2).all(|byte| byte.is_ascii_hexdigit());
    !name.is_empty()
        && parts.next().is_some_and(is_plain)
        && parts.all(|part| is_escaped(part) && is_plain(part))
}

/// The RFC permits an empty port.
fn is_port(port: &str) -> bool {
    port.is_empty()
        || (port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok())
}
