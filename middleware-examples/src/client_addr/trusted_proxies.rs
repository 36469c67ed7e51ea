//! [`TrustedProxies`]: the address of the client, according to trusted proxies.

use std::{net::IpAddr, str::FromStr};

use http::{HeaderMap, Request};
use ipnet::IpNet;
use middleware_core::{GetResponse, middleware};
use serde::Deserialize;

use super::{ClientAddr, forwarded};

/// Replaces the [`ClientAddr`] of a request that came through trusted proxies with the address of the client.
///
/// The server adds the address of the peer to each request. If the peer is a trusted proxy, its header contains the
/// address from which the proxy got the request. That may be a trusted proxy too, and so on. So the header is read
/// **from the right**, past trusted addresses, to the first one that is not trusted. Anything to the left of it may be
/// forged, and is ignored. If a value before that is not an address (`unknown`, a name, or empty), the client is the
/// last proxy before it. So an attacker cannot claim another client's address: at worst, a client is taken for a proxy.
///
/// A request that came through a trusted proxy has the extension [`ViaTrustedProxy`].
///
/// It trusts a single header, the one that the proxies set. They pass the other one on unchanged, so a client can forge
/// it. Each proxy must append to the header, or replace it.
///
/// | option | default | |
/// | --- | --- | --- |
/// | `trusted` | nobody | addresses and networks: `["10.0.0.0/8", "2001:db8::1"]` |
/// | `header` | `x_forwarded_for` | or `forwarded` |
///
/// ```
/// use middleware_core::Chain;
/// use middleware_examples::{
///     ClientAddr, Request, Response,
///     client_addr::{TrustedProxies, TrustedProxiesOptions},
/// };
///
/// let options: TrustedProxiesOptions = serde_json::from_str(r#"{ "trusted": ["10.0.0.0/8"] }"#)?;
/// let app = Chain::<Request, Response>::new()
///     .with(TrustedProxies::layer(options))
///     .view(|request: Request| {
///         Response::new(ClientAddr::of(&request).unwrap().0.to_string().into())
///     });
///
/// let mut request = Request::default();
/// request.extensions_mut().insert(ClientAddr("10.0.0.1".parse()?));
/// request.headers_mut().insert("x-forwarded-for", "6.6.6.6, 192.0.2.7, 10.9.9.9".parse()?);
/// assert_eq!(app.call(request).body(), "192.0.2.7");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Sources: [RFC 7239, section 8.1], [MDN on X-Forwarded-For]. Django reads no such header, for the same [reasons] that
/// make this layer strict. Its `SECURE_PROXY_SSL_HEADER` and Werkzeug's `ProxyFix` are related.
///
/// [RFC 7239, section 8.1]: https://www.rfc-editor.org/rfc/rfc7239#section-8.1
/// [MDN on X-Forwarded-For]: https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/X-Forwarded-For#security_and_privacy_concerns
/// [reasons]: https://docs.djangoproject.com/en/stable/releases/1.1/#removed-setremoteaddrfromforwardedfor-middleware
#[middleware(
    name = "examples.TrustedProxies",
    unique,
    outside_of = "examples.AccessLog",
    outside_of = "examples.RateLimit",
    outside_of = "examples.RequestId"
)]
#[derive(Debug)]
pub struct TrustedProxies<G> {
    get_response: GetResponse<G>,
    options: TrustedProxiesOptions,
}

/// The proxies that [`TrustedProxies`] trusts, and their header.
///
/// ```
/// use middleware_examples::client_addr::TrustedProxiesOptions;
///
/// let options = TrustedProxiesOptions::default();
/// assert!(options.trusted.is_empty());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TrustedProxiesOptions {
    /// The proxies: addresses and networks.
    pub trusted: Vec<Network>,
    /// The header that they set.
    pub header: ForwardedHeader,
}

/// The header in which a proxy adds the address from which it got a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ForwardedHeader {
    /// `X-Forwarded-For: 192.0.2.7, 10.9.9.9`.
    #[default]
    XForwardedFor,
    /// `Forwarded: for=192.0.2.7;proto=https, for="[2001:db8::1]:4711"` (RFC 7239).
    Forwarded,
}

/// A network, or an address, which is a network of one.
///
/// ```
/// use middleware_examples::client_addr::Network;
///
/// let network: Network = "10.0.0.0/8".parse()?;
/// assert!(network.contains("10.1.2.3".parse().unwrap()));
/// assert!("10.0.0.1".parse::<Network>()?.contains("::ffff:10.0.0.1".parse().unwrap()));
/// assert!("the office".parse::<Network>().is_err());
/// # Ok::<(), middleware_examples::client_addr::NoNetwork>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Network(IpNet);

/// The error of a text that is neither an address nor a network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is neither an address nor a network, like `10.0.0.1` or `10.0.0.0/8`")]
pub struct NoNetwork(String);

impl Network {
    /// Returns whether the address is in the network. An IPv4-mapped IPv6 address counts as the IPv4 address.
    #[must_use]
    pub fn contains(&self, addr: IpAddr) -> bool {
        self.0.contains(&addr.to_canonical())
    }
}

impl FromStr for Network {
    type Err = NoNetwork;

    fn from_str(text: &str) -> Result<Self, NoNetwork> {
        let network = text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
        network.map(Self).map_err(|_| NoNetwork(text.to_owned()))
    }
}

impl TryFrom<String> for Network {
    type Error = NoNetwork;

    fn try_from(text: String) -> Result<Self, NoNetwork> {
        text.parse()
    }
}

/// An extension of each request that came through a trusted proxy, so the headers that this proxy sets can be trusted.
///
/// ```
/// use http::Request;
/// use middleware_examples::client_addr::ViaTrustedProxy;
///
/// assert!(!ViaTrustedProxy::is_true_of(&Request::new(())));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ViaTrustedProxy(());

impl ViaTrustedProxy {
    /// Returns whether `request` came through one.
    #[must_use]
    pub fn is_true_of<B>(request: &Request<B>) -> bool {
        request.extensions().get::<Self>().is_some()
    }
}

impl TrustedProxiesOptions {
    fn trusts(&self, addr: IpAddr) -> bool {
        self.trusted.iter().any(|network| network.contains(addr))
    }

    /// Returns the client of a request that `proxy`, which is trusted, has passed on with these headers.
    fn client(&self, proxy: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = proxy;
        let addrs: &mut dyn Iterator<Item = Option<IpAddr>> = match self.header {
            ForwardedHeader::XForwardedFor => &mut forwarded::x_forwarded_for(headers),
            ForwardedHeader::Forwarded => &mut forwarded::forwarded(headers),
        };
        for addr in addrs {
            let Some(addr) = addr else { break };
            client = addr.to_canonical();
            if !self.trusts(client) {
                break;
            }
        }
        client
    }
}

#[middleware]
impl<G, A> TrustedProxies<G> {
    fn process_request(&self, request: &mut Request<A>) {
        let Some(ClientAddr(peer)) = ClientAddr::of(request) else { return };
        let peer = peer.to_canonical();
        if self.options.trusts(peer) {
            let client = self.options.client(peer, request.headers());
            request.extensions_mut().insert(ClientAddr(client));
            request.extensions_mut().insert(ViaTrustedProxy(()));
        }
    }
}
