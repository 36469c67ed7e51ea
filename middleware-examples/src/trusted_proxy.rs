//! [`TrustedProxy`]: believes proxies of one's own who the client is.

use std::net::{IpAddr, SocketAddr};

use http::{HeaderMap, Request};
use middleware_core::{GetResponse, middleware};

use crate::ClientAddr;

/// The header in which a proxy says who asked it.
pub const X_FORWARDED_FOR: &str = "x-forwarded-for";

/// Takes the [`ClientAddr`] from `X-Forwarded-For` if the request comes from one of `proxies`.
///
/// Each proxy appends the address that it was asked from, so the list is read from its end, and the first address
/// that is no proxy of one's own is the client. What stands before it is only what the client claims. Requests from
/// elsewhere keep the address that the server has seen.
///
/// In settings it is `{ name = "examples.TrustedProxy", options = { proxies = ["10.0.0.1"] } }`.
///
/// ```
/// use std::net::{IpAddr, Ipv4Addr};
///
/// use middleware_core::Chain;
/// use middleware_examples::{ClientAddr, Request, Response, TrustedProxy};
///
/// let proxy = IpAddr::V4(Ipv4Addr::LOCALHOST);
/// let app = Chain::<Request, Response>::new()
///     .with(TrustedProxy::layer(vec![proxy]))
///     .view(|request: Request| Response::new(format!("{:?}", ClientAddr::of(&request)).into()));
///
/// let mut request = Request::default();
/// request.extensions_mut().insert(ClientAddr(proxy));
/// request.headers_mut().insert("x-forwarded-for", "203.0.113.9, 192.0.2.7".parse().unwrap());
/// assert_eq!(app.call(request).body(), "Some(ClientAddr(192.0.2.7))");
/// ```
#[middleware(name = "examples.TrustedProxy", unique)]
#[derive(Debug)]
pub struct TrustedProxy<G> {
    get_response: GetResponse<G>,
    proxies: Vec<IpAddr>,
}

#[middleware]
impl<G, Body> TrustedProxy<G> {
    fn process_request(&self, request: &mut Request<Body>) {
        let Some(ClientAddr(peer)) = ClientAddr::of(request) else { return };
        let client = client(peer, request.headers(), &self.proxies);
        request.extensions_mut().insert(ClientAddr(client));
    }
}

/// Who sent the request that came from `peer`.
fn client(peer: IpAddr, headers: &HeaderMap, proxies: &[IpAddr]) -> IpAddr {
    // A server that listens on IPv6 sees an IPv4 address as a part of one.
    let is_proxy = |addr: &IpAddr| proxies.contains(&addr.to_canonical());
    let mut client = peer;
    // Several headers are one list, too.
    for header in headers.get_all(X_FORWARDED_FOR).iter().rev() {
        for entry in header.to_str().unwrap_or_default().rsplit(',') {
            match address(entry.trim()) {
                Some(before) if is_proxy(&client) => client = before,
                _ => return client,
            }
        }
    }
    client
}

/// An address, to which some proxies add the port.
fn address(entry: &str) -> Option<IpAddr> {
    let with_port = || entry.parse().map(|addr: SocketAddr| addr.ip());
    entry.parse().or_else(|_| with_port()).ok()
}
