//! The host of a request, and the allowed hosts of a site: Django's `get_host` and `ALLOWED_HOSTS`.

use std::net::Ipv6Addr;

use http::{Request, header};

/// Returns the host of `request`, unchanged and possibly with a port. `None` if the request names no host, several
/// hosts, or an invalid one.
///
/// If the URI has an authority, it is the host, as in HTTP/2 and as required by [RFC
/// 9112](https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2). A second `Host` is an error or an attack: a proxy may
/// have checked only the first one.
pub(super) fn host_of<B>(request: &Request<B>) -> Option<&str> {
    let host = if let Some(authority) = request.uri().authority() {
        authority.as_str()
    } else {
        let mut hosts = request.headers().get_all(header::HOST).into_iter();
        let host = hosts.next()?;
        if hosts.next().is_some() {
            return None;
        }
        host.to_str().ok()?
    };
    domain_of(host).is_some().then_some(host)
}

/// Returns whether `host`, which may have a port, is one of `allowed_hosts`.
pub(super) fn is_allowed(host: &str, allowed_hosts: &[String]) -> bool {
    domain_of(host).is_some_and(|domain| {
        allowed_hosts.iter().any(|pattern| matches(&domain, &pattern.to_ascii_lowercase()))
    })
}

/// A pattern that begins with a dot matches a domain and its subdomains.
fn matches(domain: &str, pattern: &str) -> bool {
    match pattern.strip_prefix('.') {
        Some("") => false,
        Some(parent) => domain == parent || domain.ends_with(pattern),
        None => pattern == "*" || pattern == domain,
    }
}

/// Returns the domain of `host`, in lower case, without a port and a trailing dot. `None` if it is not a host. This
/// rejects values with another meaning in a URL, such as `user@host`.
fn domain_of(host: &str) -> Option<String> {
    let host = host.to_ascii_lowercase();
    let (domain, port) = if let Some(rest) = host.strip_prefix('[') {
        let (address, port) = rest.split_once(']')?;
        address.parse::<Ipv6Addr>().ok()?;
        (&host[..address.len() + 2], port)
    } else {
        let (domain, port) = host.split_at(host.find(':').unwrap_or(host.len()));
        let known = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
        if !domain.bytes().all(known) {
            return None;
        }
        (domain.strip_suffix('.').unwrap_or(domain), port)
    };
    let is_port = |port: &str| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    let port_is_right = port.is_empty() || port.strip_prefix(':').is_some_and(is_port);
    (port_is_right && !domain.is_empty()).then(|| domain.to_owned())
}
