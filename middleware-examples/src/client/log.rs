//! [`Log`]: logs requests and their results.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Instant,
};

use http::{Method, Uri};
use middleware_core::{GetResponse, Outcome, middleware};

use super::ClientResult;
use crate::Request;

/// Logs each request and its result with `tracing`: one event per request, with the fields `method`, `url`, `attempts`
/// and `ms`, and `status` or `error`.
///
/// The level is INFO, or WARN if there is no response. `attempts` is how often the inner layers sent the request; 0 if
/// they never did. A request that is cancelled or panics is logged too.
///
/// Data that may be secret is not logged: headers, bodies, and the query, user and password of the URL.
///
/// It only inspects requests and responses, so it is written with hooks.
///
/// ```
/// use middleware_core::Chain;
/// use middleware_examples::{
///     Request,
///     client::{ClientResult, Log, Ureq},
/// };
///
/// tracing_subscriber::fmt().init();
/// let app = Chain::<Request, ClientResult>::new().with(Log::layer()).view(Ureq::default());
/// let request = http::Request::get("http://localhost:9/?token=secret").body(Default::default()).unwrap();
/// let _ = app.call(request);      // WARN .. method=GET url=http://localhost:9/ attempts=1 ms=0 error=no connection: ..
/// ```
#[middleware]
#[derive(Debug)]
pub struct Log<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Log<G> {
    fn process_request(&self, request: &mut Request) -> Started {
        Started {
            method: request.method().clone(),
            url: without_secrets(request.uri()),
            sent: Sent::count_in(request),
            at: Instant::now(),
        }
    }

    fn process_outcome(&self, outcome: Outcome<'_, ClientResult>, started: Option<Started>) {
        let Some(Started { method, url, sent, at }) = started else { return };
        let (attempts, ms) = (sent.count(), at.elapsed().as_millis());
        match outcome {
            Outcome::Response(Ok(response)) | Outcome::ShortCircuit(Ok(response)) => {
                let status = response.status().as_u16();
                tracing::info!(%method, %url, attempts, ms, status);
            }
            Outcome::Response(Err(error)) | Outcome::ShortCircuit(Err(error)) => {
                tracing::warn!(%method, %url, attempts, ms, %error);
            }
            Outcome::Panic => tracing::warn!(%method, %url, attempts, ms, error = "panic"),
            Outcome::Dropped => tracing::warn!(%method, %url, attempts, ms, error = "dropped"),
        }
    }
}

#[derive(Debug)]
struct Started {
    method: Method,
    url: String,
    sent: Sent,
    at: Instant,
}

/// Counts how often a request was sent: an extension of the request, which all its clones share.
///
/// ```
/// use middleware_core::Chain;
/// use middleware_examples::{Request, client::{ClientResult, Sent, Ureq}};
///
/// let app = Chain::<Request, ClientResult>::new().view(Ureq::default());
/// let mut request = Request::default();
/// let sent = Sent::count_in(&mut request);
/// assert!(app.call(request).is_err());
/// assert_eq!(sent.count(), 0);        // it has no host
/// ```
#[derive(Clone, Debug, Default)]
pub struct Sent(Arc<AtomicU32>);

impl Sent {
    /// Adds a counter to `request`. If it already has one, that one is shared.
    pub fn count_in(request: &mut Request) -> Self {
        request.extensions_mut().get_or_insert_default::<Self>().clone()
    }

    /// Returns how often it was sent up to now.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }

    /// Counts an attempt. A client calls this when it sends the request.
    pub fn note(request: &Request) {
        if let Some(Self(count)) = request.extensions().get() {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Returns the scheme, host, port and path.
fn without_secrets(uri: &Uri) -> String {
    let (Some(scheme), Some(host)) = (uri.scheme_str(), uri.host()) else {
        return uri.path().to_owned();
    };
    let port = uri.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{scheme}://{host}{port}{}", uri.path())
}
