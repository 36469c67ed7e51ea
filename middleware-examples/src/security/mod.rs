//! [`Security`]: security headers, and the redirect to HTTPS.

mod host;
mod options;
mod values;

use std::ops::ControlFlow;

use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode, header};
use middleware_core::{GetResponse, middleware};
pub use options::SecurityOptions;
use percent_encoding::{CONTROLS, utf8_percent_encode};
pub use values::{Exemption, OpenerPolicy, ProxySslHeader, ReferrerPolicy};

const CROSS_ORIGIN_OPENER_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-opener-policy");

/// Sets security headers, and redirects from HTTP to HTTPS: Django's
/// [`SecurityMiddleware`](https://docs.djangoproject.com/en/stable/ref/middleware/#module-django.middleware.security).
///
/// | header | by default |
/// | --- | --- |
/// | `Strict-Transport-Security` | off; if it is on, in responses to secure requests |
/// | `X-Content-Type-Options` | `nosniff` |
/// | `Referrer-Policy` | `same-origin` |
/// | `Cross-Origin-Opener-Policy` | `same-origin` |
///
/// Headers that a view has set are kept. The redirect to HTTPS is off by default. If it is on, the response is 301 with
/// the same path and query. It also has the headers, as in Django.
///
/// Put it near the outermost layer, so that few other layers run for a request that is only redirected. It must be
/// outside [`Sessions`](crate::Sessions).
///
/// ```
/// use middleware_core::Chain;
/// use middleware_examples::{Request, Response, Security, SecurityOptions};
///
/// let options = SecurityOptions {
///     hsts_seconds: 3600,
///     ssl_redirect: true,
///     allowed_hosts: vec![".example.com".to_owned()],
///     ..SecurityOptions::default()
/// };
/// let app = Chain::<Request, Response>::new()
///     .with(Security::layer(options))
///     .view(|_: Request| Response::default());
///
/// let get = |url: &str| app.call(http::Request::get(url).body(Default::default()).unwrap());
/// let secure = get("https://www.example.com/basket?item=1");
/// assert_eq!(secure.headers()["strict-transport-security"], "max-age=3600");
/// assert_eq!(secure.headers()["x-content-type-options"], "nosniff");
///
/// let sent_on = get("http://www.example.com/basket?item=1");
/// assert_eq!(sent_on.status(), 301);
/// assert_eq!(sent_on.headers()["location"], "https://www.example.com/basket?item=1");
/// assert_eq!(get("http://evil.example.net/").status(), 400);
/// ```
///
/// # Errors
///
/// A request is only redirected if its host is allowed. If it names another host, none, two, or an invalid one, the
/// response has the status 400, as in Django. With `ssl_host`, the host of the request does not matter.
#[middleware(name = "examples.Security", unique, outside_of = "examples.Session")]
#[derive(Debug)]
pub struct Security<G> {
    get_response: GetResponse<G>,
    options: SecurityOptions,
}

#[middleware]
impl<G, A, B> Security<G>
where
    B: From<&'static str>,
{
    /// Returns whether the request is secure.
    fn process_request(&self, request: &Request<A>) -> ControlFlow<Response<B>, bool> {
        let secure = self.options.is_secure(request);
        if secure || !self.options.ssl_redirect || self.is_exempt(request.uri().path()) {
            return ControlFlow::Continue(secure);
        }
        ControlFlow::Break(match self.location(request) {
            Some(location) => {
                let mut response = answer(StatusCode::MOVED_PERMANENTLY, "");
                response.headers_mut().insert(header::LOCATION, location);
                response
            }
            None => answer(StatusCode::BAD_REQUEST, "This host is not allowed."),
        })
    }

    /// Without a value, the request was redirected or rejected, so it was not secure.
    fn process_response(&self, response: &mut Response<B>, secure: Option<bool>) {
        let headers = response.headers_mut();
        if secure == Some(true) {
            set_default(headers, header::STRICT_TRANSPORT_SECURITY, || self.transport_security());
        }
        set_default(headers, header::X_CONTENT_TYPE_OPTIONS, || {
            self.options.content_type_nosniff.then(|| HeaderValue::from_static("nosniff"))
        });
        set_default(headers, header::REFERRER_POLICY, || self.referrer_policy());
        set_default(headers, CROSS_ORIGIN_OPENER_POLICY, || {
            let policy = self.options.cross_origin_opener_policy?;
            Some(HeaderValue::from_static(policy.as_str()))
        });
    }

    fn is_exempt(&self, path: &str) -> bool {
        self.options.redirect_exempt.iter().any(|exemption| exemption.covers(path))
    }

    /// Returns the target of the redirect. `None` if the host of `request` is not allowed.
    fn location(&self, request: &Request<A>) -> Option<HeaderValue> {
        let host = match &self.options.ssl_host {
            Some(host) => host,
            None => host::host_of(request)
                .filter(|host| host::is_allowed(host, &self.options.allowed_hosts))?,
        };
        // The path of `OPTIONS *` would become part of the host.
        let path = Some(request.uri().path()).filter(|path| path.starts_with('/')).unwrap_or("/");
        let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
        let full_path = format!("{path}{query}");
        // A URI is ASCII, but the crate `http` accepts other characters.
        let full_path = utf8_percent_encode(&full_path, CONTROLS);
        HeaderValue::try_from(format!("https://{host}{full_path}")).ok()
    }

    fn transport_security(&self) -> Option<HeaderValue> {
        let SecurityOptions { hsts_seconds, hsts_include_subdomains, hsts_preload, .. } =
            self.options;
        let subdomains = if hsts_include_subdomains { "; includeSubDomains" } else { "" };
        let preload = if hsts_preload { "; preload" } else { "" };
        let value =
            (hsts_seconds > 0).then(|| format!("max-age={hsts_seconds}{subdomains}{preload}"));
        HeaderValue::try_from(value?).ok()
    }

    fn referrer_policy(&self) -> Option<HeaderValue> {
        match self.options.referrer_policy.as_slice() {
            [] => None,
            [policy] => Some(HeaderValue::from_static(policy.as_str())),
            policies => {
                let policies: Vec<_> = policies.iter().map(|policy| policy.as_str()).collect();
                HeaderValue::try_from(policies.join(",")).ok()
            }
        }
    }
}

/// Keeps a header that a view has set.
fn set_default(
    headers: &mut HeaderMap,
    name: HeaderName,
    value: impl FnOnce() -> Option<HeaderValue>,
) {
    if headers.contains_key(&name) {
        return;
    }
    if let Some(value) = value() {
        headers.insert(name, value);
    }
}

fn answer<B: From<&'static str>>(status: StatusCode, text: &'static str) -> Response<B> {
    let mut response = Response::new(text.into());
    *response.status_mut() = status;
    response
}
