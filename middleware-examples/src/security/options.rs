//! [`SecurityOptions`]: Django's settings `SECURE_..`.

use http::Request;
use serde::Deserialize;

use super::{
    Exemption, OpenerPolicy, ProxySslHeader, ReferrerPolicy,
    values::{policies, policy},
};

/// The options of [`Security`](super::Security): Django's
/// [settings `SECURE_..`](https://docs.djangoproject.com/en/stable/ref/settings/#security), with its defaults.
///
/// From settings any of them may be left out, and one that is not known is an error.
///
/// ```
/// use middleware_examples::SecurityOptions;
///
/// let options = SecurityOptions { hsts_seconds: 3600, ..SecurityOptions::default() };
///
/// let read = r#"{ "hsts_seconds": 3600, "referrer_policy": "strict-origin, origin", "ssl_redirect": true,
///     "redirect_exempt": ["^health/"], "allowed_hosts": [".example.com"],
///     "proxy_ssl_header": { "name": "x-forwarded-proto", "value": "https" } }"#;
/// let options: SecurityOptions = serde_json::from_str(read)?;
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own, as in Django")]
pub struct SecurityOptions {
    /// For so long browsers are to use nothing but HTTPS, once they have: `Strict-Transport-Security`. Default: 0, off.
    ///
    /// A browser that was told so cannot be told otherwise over HTTP: begin with an hour.
    pub hsts_seconds: u64,
    /// And so for all subdomains. Default: off.
    pub hsts_include_subdomains: bool,
    /// And the site may be put on the browsers' [preload list](https://hstspreload.org). Default: off.
    pub hsts_preload: bool,
    /// Browsers are to believe what a response says its type is: `X-Content-Type-Options: nosniff`. Default: on.
    pub content_type_nosniff: bool,
    /// `Referrer-Policy`: the last of these that a browser knows. Default: [`ReferrerPolicy::SameOrigin`].
    /// Without any there is no such header.
    ///
    /// In settings a list, or a text with commas between.
    #[serde(deserialize_with = "policies")]
    pub referrer_policy: Vec<ReferrerPolicy>,
    /// `Cross-Origin-Opener-Policy`. Default: [`OpenerPolicy::SameOrigin`]. In settings `""` turns it off.
    #[serde(deserialize_with = "policy")]
    pub cross_origin_opener_policy: Option<OpenerPolicy>,
    /// A request that is not secure is sent on to HTTPS. Default: off.
    pub ssl_redirect: bool,
    /// The host to send it on to, and perhaps a port. Default: none, the host that the request names, if it is one of
    /// `allowed_hosts`.
    pub ssl_host: Option<String>,
    /// Paths that stay. Default: none.
    pub redirect_exempt: Vec<Exemption>,
    /// The header by which a proxy says that it was asked by HTTPS. Default: none, so only the scheme of the URI
    /// counts.
    pub proxy_ssl_header: Option<ProxySslHeader>,
    /// The hosts that the site answers to, as Django's
    /// [`ALLOWED_HOSTS`](https://docs.djangoproject.com/en/stable/ref/settings/#allowed-hosts): `.example.com` is
    /// `example.com` and all below it, `*` is any. Default: none, and without `ssl_host` nothing can be sent on then.
    ///
    /// As in Django's, they matter only to who asks for the host: here, where a request is sent on.
    pub allowed_hosts: Vec<String>,
}

impl Default for SecurityOptions {
    fn default() -> Self {
        Self {
            hsts_seconds: 0,
            hsts_include_subdomains: false,
            hsts_preload: false,
            content_type_nosniff: true,
            referrer_policy: vec![ReferrerPolicy::SameOrigin],
            cross_origin_opener_policy: Some(OpenerPolicy::SameOrigin),
            ssl_redirect: false,
            ssl_host: None,
            redirect_exempt: Vec::new(),
            proxy_ssl_header: None,
            allowed_hosts: Vec::new(),
        }
    }
}

impl SecurityOptions {
    /// Whether `request` came by HTTPS: Django's
    /// [`is_secure`](https://docs.djangoproject.com/en/stable/ref/request-response/#django.http.HttpRequest.is_secure).
    ///
    /// The header of the proxy counts where it is there, whatever it says, and the scheme of the URI where it is not.
    /// A client that writes `GET https://..` into a plain connection deceives nobody but itself: it is not sent on.
    ///
    /// ```
    /// use middleware_examples::SecurityOptions;
    ///
    /// let request = http::Request::get("https://example.com/").body(()).unwrap();
    /// assert!(SecurityOptions::default().is_secure(&request));
    /// ```
    #[must_use]
    pub fn is_secure<B>(&self, request: &Request<B>) -> bool {
        let by_proxy = self.proxy_ssl_header.as_ref().and_then(|header| {
            let sent = request.headers().get(&header.name)?.as_bytes();
            let first = sent.split(|byte| *byte == b',').next().unwrap_or_default();
            Some(first.trim_ascii() == header.value.as_bytes())
        });
        by_proxy.unwrap_or_else(|| request.uri().scheme() == Some(&http::uri::Scheme::HTTPS))
    }
}
