//! [`AccessLog`]: one event per request.

use std::time::Instant;

use http::{Request, Response};
use middleware_core::{GetResponse, Outcome, middleware};
use serde::Deserialize;

use crate::{ClientAddr, request_id::Id};

/// The longest method, path and query that is logged, in bytes before escaping.
const LONGEST: usize = 2048;

/// Logs one event of the crate [`tracing`] per request, at the level `INFO` with the target `access`, when the request
/// has ended. It does so even if the handler panics or the client disconnects.
///
/// | field | |
/// | --- | --- |
/// | `method`, `path` | of the request |
/// | `status` | of the response, if there is one |
/// | `duration_ms` | how long it took, in milliseconds |
/// | `request_id` | if [`RequestId`](crate::RequestId) is outside |
/// | `client` | the [`ClientAddr`], if the server sets it |
/// | `outcome` | `response`, `panic` or `dropped` |
/// | `query` | if the option is set |
///
/// Headers and bodies are never logged. The query is not logged by default, because it may contain a token; a token in
/// the path is logged. Values that a client chooses are escaped, so that no request can write a second line
/// ([CWE-117]): all characters that are not printable ASCII, quotes and backslashes. Long methods, paths and queries are truncated.
///
/// | option | default | |
/// | --- | --- | --- |
/// | `query` | `false` | whether the query is logged |
///
/// ```
/// use middleware_core::Chain;
/// use middleware_examples::{AccessLog, Request, Response, access_log::AccessLogOptions};
///
/// let app = Chain::<Request, Response>::new()
///     .with(AccessLog::layer(AccessLogOptions::default()))
///     .view(|_: Request| Response::default());
/// app.call(Request::default());
/// ```
///
/// Django only logs requests in its development server (`django.server`). The counterpart of this layer is the access
/// log of gunicorn.
///
/// [CWE-117]: https://cwe.mitre.org/data/definitions/117.html
#[middleware(name = "examples.AccessLog", unique)]
#[derive(Debug)]
pub struct AccessLog<G> {
    get_response: GetResponse<G>,
    options: AccessLogOptions,
}

/// The options of an [`AccessLog`].
///
/// ```
/// use middleware_examples::access_log::AccessLogOptions;
///
/// assert!(!AccessLogOptions::default().query);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AccessLogOptions {
    /// Whether the query is logged.
    pub query: bool,
}

/// The data about a request that is known before it is answered.
struct Asked {
    start: Instant,
    method: String,
    path: String,
    query: Option<String>,
    id: Option<Id>,
    client: Option<ClientAddr>,
}

#[middleware]
impl<G, A, B> AccessLog<G> {
    fn process_request(&self, request: &Request<A>) -> Asked {
        let query = request.uri().query().filter(|_| self.options.query);
        Asked {
            start: Instant::now(),
            method: escaped(request.method().as_str()),
            path: escaped(request.uri().path()),
            query: query.map(escaped),
            id: Id::of(request),
            client: ClientAddr::of(request),
        }
    }

    fn process_outcome(&self, outcome: Outcome<'_, Response<B>>, asked: Option<Asked>) {
        // It is always there, because `process_request` never answers by itself.
        let Some(asked) = asked else { return };
        let ended = match outcome {
            Outcome::Response(_) | Outcome::ShortCircuit(_) => "response",
            Outcome::Panic => "panic",
            Outcome::Dropped => "dropped",
        };
        tracing::info!(
            target: "access",
            method = asked.method,
            path = asked.path,
            query = asked.query,
            status = outcome.response().map(|response| response.status().as_u16()),
            duration_ms = asked.start.elapsed().as_secs_f64() * 1000.0,
            request_id = asked.id.as_ref().map(Id::as_str),
            client = asked.client.map(|ClientAddr(addr)| addr.to_string()),
            outcome = ended,
            "request"
        );
    }
}

fn escaped(text: &str) -> String {
    let cut = text.floor_char_boundary(LONGEST);
    text[..cut].escape_default().to_string()
}
