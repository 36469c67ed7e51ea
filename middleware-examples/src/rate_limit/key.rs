//! [`by_client`]: the default key of a rate limit.

use std::net::{IpAddr, Ipv6Addr};

use http::Request;

use crate::ClientAddr;

/// Returns the client's address: a whole IPv4 address, or the first 64 bits of an IPv6 address, because a client has
/// all the addresses with that prefix.
///
/// It is the [`ClientAddr`] of the request: that of the peer, or the one that
/// [`TrustedProxies`](crate::client_addr::TrustedProxies) has determined. `None` if the server has not set it.
///
/// ```
/// use http::Request;
/// use middleware_examples::{ClientAddr, rate_limit::by_client};
///
/// let mut request = Request::new(());
/// assert_eq!(by_client(&request), None);
/// request.extensions_mut().insert(ClientAddr("2001:db8::1:2:3:4".parse().unwrap()));
/// assert_eq!(by_client(&request).as_deref(), Some("2001:db8::/64"));
/// ```
#[must_use]
pub fn by_client<A>(request: &Request<A>) -> Option<String> {
    let ClientAddr(addr) = ClientAddr::of(request)?;
    Some(match addr.to_canonical() {
        IpAddr::V4(addr) => addr.to_string(),
        IpAddr::V6(addr) => {
            let network = addr.to_bits() & (u128::MAX << 64);
            format!("{}/64", Ipv6Addr::from_bits(network))
        }
    })
}
