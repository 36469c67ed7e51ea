//! [`RequestId`]: an id per request, for logs.

use std::sync::Arc;

use http::{HeaderName, HeaderValue, Request, Response};
use middleware_core::{GetResponse, middleware};
use serde::Deserialize;
use uuid::Uuid;

use crate::client_addr::ViaTrustedProxy;

/// The header that [`RequestId`] reads and sets.
pub const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest id that is accepted.
const LONGEST: usize = 128;

/// Gives each request an id: in its extensions as an [`Id`], in its header `X-Request-Id`, and in that of the response.
///
/// It keeps the id of the incoming request, if that is trusted and valid. Otherwise it creates a UUID of version 7
/// ([RFC 9562]), which sorts by time. A header that is not accepted is replaced, so that no inner handler reads it.
///
/// An id is valid if there is a single header of 1 to 128 letters, digits and `-_.=+/:`. These characters cannot end a
/// line of a log, or a string.
///
/// A proxy whose ids are accepted must set them itself, or remove those of its clients. Otherwise the clients choose
/// them.
///
/// | option | default | |
/// | --- | --- | --- |
/// | `trust` | `trusted_proxies` | whose id is accepted: that of requests that came through a trusted proxy, according to [`TrustedProxies`]; `nobody`'s; `everybody`'s |
///
/// ```
/// use middleware_core::Chain;
/// use middleware_examples::{Request, RequestId, Response, request_id::{Id, RequestIdOptions}};
///
/// let app = Chain::<Request, Response>::new()
///     .with(RequestId::layer(RequestIdOptions::default()))
///     .view(|request: Request| Response::new(Id::of(&request).unwrap().as_str().to_owned().into()));
/// let response = app.call(Request::default());
/// assert_eq!(response.headers()["x-request-id"].as_bytes(), response.body());
/// ```
///
/// # Panics
///
/// If the system cannot provide random numbers.
///
/// # Sources
///
/// Django has no such middleware; the counterpart is `django-log-request-id`. Many servers use this header.
///
/// [RFC 9562]: https://www.rfc-editor.org/rfc/rfc9562#section-5.7
/// [`TrustedProxies`]: crate::client_addr::TrustedProxies
#[middleware(
    name = "examples.RequestId",
    unique,
    outside_of = "examples.AccessLog",
    outside_of = "examples.JsonErrors"
)]
#[derive(Debug)]
pub struct RequestId<G> {
    get_response: GetResponse<G>,
    options: RequestIdOptions,
}

/// The options of a [`RequestId`].
///
/// ```
/// use middleware_examples::request_id::{RequestIdOptions, Trust};
///
/// assert_eq!(RequestIdOptions::default().trust, Trust::TrustedProxies);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RequestIdOptions {
    /// Whose id is accepted.
    pub trust: Trust,
}

/// Whose id is accepted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trust {
    /// Nobody's: each request gets a new one.
    Nobody,
    /// That of a request that came through a trusted proxy.
    #[default]
    TrustedProxies,
    /// Everybody's: for a service that only other services can reach.
    Everybody,
}

/// The id of a request: an extension that [`RequestId`] inserts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Id(Arc<str>);

impl Id {
    /// The id of `request`, if it has one.
    ///
    /// ```
    /// use middleware_examples::request_id::Id;
    ///
    /// assert_eq!(Id::of(&http::Request::new(())), None);
    /// ```
    #[must_use]
    pub fn of<A>(request: &Request<A>) -> Option<Self> {
        request.extensions().get().cloned()
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id of an incoming request, if it is valid.
    fn incoming<A>(request: &Request<A>) -> Option<Self> {
        let mut values = request.headers().get_all(X_REQUEST_ID).iter();
        let (value, None) = (values.next()?, values.next()) else { return None };
        let text = value.to_str().ok()?;
        let is_valid = (1..=LONGEST).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.=+/:".contains(&byte));
        is_valid.then(|| Self(text.into()))
    }

    fn new() -> Self {
        Self(Uuid::now_v7().to_string().into())
    }
}

#[middleware]
impl<G, A, B> RequestId<G> {
    fn process_request(&self, request: &mut Request<A>) -> Option<HeaderValue> {
        let is_trusted = match self.options.trust {
            Trust::Nobody => false,
            Trust::TrustedProxies => ViaTrustedProxy::is_true_of(request),
            Trust::Everybody => true,
        };
        let incoming = is_trusted.then(|| Id::incoming(request)).flatten();
        let id = incoming.unwrap_or_else(Id::new);
        // Each of its characters is valid in a header.
        let value = HeaderValue::from_str(id.as_str()).ok()?;
        request.headers_mut().insert(X_REQUEST_ID, value.clone());
        request.extensions_mut().insert(id);
        Some(value)
    }

    fn process_response(&self, response: &mut Response<B>, id: Option<HeaderValue>) {
        if let Some(id) = id {
            response.headers_mut().insert(X_REQUEST_ID, id);
        }
    }
}
