//! [`Ureq`]: the view that sends requests with ureq.

use std::{io::ErrorKind, time::Duration};

use bytes::Bytes;
use http::request::Parts;
use middleware_core::{Handler, Mode, SyncMiddleware, mode};
use ureq::{Agent, AsSendBody, Body, Error};

use super::{ClientError, ClientResult, Deadline, MAX_BODY, Sent, check, sends_empty};
use crate::{Request, Response};

/// The view of a chain that sends requests with [ureq], which blocks. If the caller is async, the chain runs on the
/// thread pool.
///
/// The default agent follows no redirects: a response with status 302 is an ordinary response, as with
/// [`Reqwest`](super::Reqwest). All settings of an agent of your own apply, except that an error status is never an
/// error. A [`Deadline`] of the request limits it too.
///
/// For `https`, enable ureq's feature `rustls`, or `native-tls` and set the agent's `tls_config`.
///
/// ```
/// use std::time::Duration;
///
/// use middleware_core::{Chain, Mode};
/// use middleware_examples::{Request, client::{ClientResult, Ureq}};
///
/// let config = ureq::Agent::config_builder().timeout_connect(Some(Duration::from_secs(2))).build();
/// let app = Chain::<Request, ClientResult>::new().view(Ureq::new(config.into()));
/// assert_eq!(app.mode(), Mode::Sync);
/// ```
///
/// [ureq]: https://docs.rs/ureq
#[derive(Clone, Debug)]
pub struct Ureq {
    agent: Agent,
}

impl Ureq {
    /// Creates a view that uses `agent`.
    #[must_use]
    pub const fn new(agent: Agent) -> Self {
        Self { agent }
    }
}

impl Ureq {
    fn send(
        &self,
        parts: Parts,
        body: impl AsSendBody,
        deadline: Option<Duration>,
    ) -> Result<http::Response<Body>, ClientError> {
        let request = http::Request::from_parts(parts, body);
        let mut configured = self.agent.configure_request(request).http_status_as_error(false);
        if let Some(remaining) = deadline {
            configured = configured.timeout_global(Some(remaining));
        }
        self.agent.run(configured.build()).map_err(no_response)
    }
}

impl Default for Ureq {
    fn default() -> Self {
        Self::new(Agent::config_builder().max_redirects(0).build().into())
    }
}

impl Handler<Request> for Ureq {
    type Response = ClientResult;
    type Mode = mode::SyncMode;

    fn mode(&self) -> Mode {
        Mode::Sync
    }
}

impl SyncMiddleware<Request> for Ureq {
    fn call(&self, request: Request) -> ClientResult {
        check(&request)?;
        let deadline = Deadline::of(&request).map(Deadline::remaining);
        if deadline.is_some_and(|remaining| remaining.is_zero()) {
            return Err(ClientError::Timeout);
        }
        Sent::note(&request);

        let (parts, body) = request.into_parts();
        let response = if body.is_empty() && !sends_empty(&parts.method) {
            self.send(parts, (), deadline)?
        } else {
            self.send(parts, &body[..], deadline)?
        };
        let (parts, mut body) = response.into_parts();
        let limit = MAX_BODY as u64;
        let bytes = body.with_config().limit(limit).read_to_vec().map_err(no_body)?;
        Ok(Response::from_parts(parts, Bytes::from(bytes)))
    }
}

/// The error if the head of the response is missing.
fn no_response(error: Error) -> ClientError {
    match error {
        Error::Timeout(_) => ClientError::Timeout,
        Error::Io(io) => match io.kind() {
            ErrorKind::TimedOut => ClientError::Timeout,
            ErrorKind::UnexpectedEof
            | ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::BrokenPipe => ClientError::Disconnected(io.into()),
            _ => ClientError::Connect(io.into()),
        },
        Error::HostNotFound
        | Error::ConnectionFailed
        | Error::ConnectProxyFailed(_)
        | Error::Tls(_)
        | Error::TlsRequired => ClientError::Connect(error.into()),
        Error::Http(_) => ClientError::InvalidRequest(error.into()),
        // Both contain the URL.
        Error::BadUri(_) => ClientError::InvalidRequest("the URL is malformed".into()),
        Error::RequireHttpsOnly(_) => ClientError::InvalidRequest("the URL is not https".into()),
        Error::Protocol(_) | Error::LargeResponseHeader(..) => ClientError::Protocol(error.into()),
        other => ClientError::Other(other.into()),
    }
}

/// The error if the body of a response is not complete.
fn no_body(error: Error) -> ClientError {
    match error {
        Error::Timeout(_) => ClientError::Timeout,
        Error::BodyExceedsLimit(_) => ClientError::TooLarge { limit: MAX_BODY },
        Error::Io(io) if io.kind() == ErrorKind::TimedOut => ClientError::Timeout,
        other => ClientError::Body(other.into()),
    }
}
