//! [`ClientAddr`]: the address of the client. [`TrustedProxies`]: the same behind proxies.

mod forwarded;
mod trusted_proxies;

use std::net::IpAddr;

pub use trusted_proxies::{
    ForwardedHeader, Network, NoNetwork, TrustedProxies, TrustedProxiesOptions, ViaTrustedProxy,
};

/// The address from which a request came: an extension that a server adds to each request.
///
/// It is the address of the peer, not of a header, because a client can send any `X-Forwarded-For`. Behind proxies,
/// [`TrustedProxies`] replaces it with the client's address.
///
/// ```
/// use std::net::{IpAddr, Ipv4Addr};
///
/// use middleware_examples::ClientAddr;
///
/// let mut request = http::Request::new(());
/// request.extensions_mut().insert(ClientAddr(IpAddr::V4(Ipv4Addr::LOCALHOST)));
/// assert!(ClientAddr::of(&request).is_some());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClientAddr(pub IpAddr);

impl ClientAddr {
    /// Returns the address that the server added to `request`, if it did.
    #[must_use]
    pub fn of<B>(request: &http::Request<B>) -> Option<Self> {
        request.extensions().get().copied()
    }
}
