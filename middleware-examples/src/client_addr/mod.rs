//! [`ClientAddr`]: who sent a request. [`TrustedProxies`]: the same behind proxies.

mod forwarded;
mod trusted_proxies;

use std::net::IpAddr;

pub use trusted_proxies::{
    ForwardedHeader, Network, NoNetwork, TrustedProxies, TrustedProxiesOptions, ViaTrustedProxy,
};

/// The address from which a request came: an extension that a server puts into each request.
///
/// It is that of the peer, and not read from headers: `X-Forwarded-For` says what the client wants it to say. Behind
/// proxies, [`TrustedProxies`] makes the client's address of it.
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
    /// The address that the server put into `request`, if it did.
    #[must_use]
    pub fn of<B>(request: &http::Request<B>) -> Option<Self> {
        request.extensions().get().copied()
    }
}
