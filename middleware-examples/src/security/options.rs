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
/// In settings, any of them may be omitted, and an unknown option is an error.
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
    /// How many seconds browsers use only HTTPS, after a first HTTPS response: `Strict-Transport-Security`. Default: 0,
    /// off.
    ///
    /// It cannot be revoked over HTTP, so begin with an hour.
    pub hsts_seconds: u64,
    /// Whether that applies to all subdomains. Default: off.
    pub hsts_include_subdomains: bool,
    /// Whether the site may be added to the browsers' [preload list](https://hstspreload.org). Default: off.
    pub hsts_preload: bool,
    /// Whether browsers must use the content type of a response: `X-Content-Type-Options: nosniff`. Default: on.
    pub content_type_nosniff: bool,
    /// `Referrer-Policy`. A browser uses the last of these that it knows. Default: [`ReferrerPolicy::SameOrigin`]. If
    /// the list is empty, the header is not set.
    ///
    /// In settings: a list, or a text with commas.
    #[serde(deserialize_with = "policies")]
    pub referrer_policy: Vec<ReferrerPolicy>,
    /// `Cross-Origin-Opener-Policy`. Default: [`OpenerPolicy::SameOrigin`]. In settings `""` turns it off.
    #[serde(deserialize_with = "policy")]
    pub cross_origin_opener_policy: Option<OpenerPolicy>,
    /// Whether a request that is not secure is redirected to HTTPS. Default: off.
    pub ssl_redirect: bool,
    /// The host of the redirect, possibly with a port. Default: none, which means the host of the request, if it is one
    /// of `allowed_hosts`.
    pub ssl_host: Option<String>,
    /// Paths that are not redirected. Default: none.
    pub redirect_exempt: Vec<Exemption>,
    /// The header in which a proxy reports that a request used HTTPS. Default: none, so only the scheme of the URI
    /// counts.
    pub proxy_ssl_header: Option<ProxySslHeader>,
    /// The allowed hosts of the site, like Django's
    /// [`ALLOWED_HOSTS`](https://docs.djangoproject.com/en/stable/ref/settings/#allowed-hosts): `.example.com` matches
    /// `example.com` and its subdomains, and `*` matches any host. Default: none. Then no request is redirected without
    /// `ssl_host`.
    ///
    /// As in Django, they are only checked where the host is used, which is the redirect here.
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
    /// Returns whether `request` used HTTPS: Django's
    /// [`is_secure`](https://docs.djangoproject.com/en/stable/ref/request-response/#django.http.HttpRequest.is_secure).
    ///
    /// If the header of the proxy is present, it counts, with any value. Otherwise the scheme of the URI counts. A
    /// client that sends `GET https://..` over a plain connection only harms itself: it is not redirected.
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
