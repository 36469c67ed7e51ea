//! [`Log`]: tells what was asked and what came of it.

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

/// Tells with `tracing` what was asked and what came of it: one event for each request, with the fields `method`,
/// `url`, `attempts` and `ms`, and `status` or `error`.
///
/// It is an event of level INFO, and WARN if there is no response. `attempts` says how often the request was sent,
/// by whichever layer inside; 0 if it never was. A request that nobody waits for any longer is told as well, and one
/// that panics.
///
/// What may be secret is left out: headers and bodies, and of the URL its query and its user and password.
///
/// It only looks at what passes, so it is written with hooks.
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

/// How often a request was sent: an extension of the request, which all its clones share.
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
    /// Counts in `request` from now on. One that is counted already shares its count.
    pub fn count_in(request: &mut Request) -> Self {
        request.extensions_mut().get_or_insert_default::<Self>().clone()
    }

    /// How often it was sent up to now.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }

    /// What a client calls when it sends the request.
    pub fn note(request: &Request) {
        if let Some(Self(count)) = request.extensions().get() {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Scheme, host, port and path.
fn without_secrets(uri: &Uri) -> String {
    let (Some(scheme), Some(host)) = (uri.scheme_str(), uri.host()) else {
        return uri.path().to_owned();
    };
    let port = uri.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{scheme}://{host}{port}{}", uri.path())
}
