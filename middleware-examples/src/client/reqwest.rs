//! [`Reqwest`]: the view that sends requests with reqwest.

use std::{error::Error as _, io, sync::Arc};

use bytes::BytesMut;
use http::{HeaderValue, header::CONTENT_LENGTH};
use middleware_core::{AsyncMiddleware, Handler, Mode, mode};
use reqwest::{Client, Error, redirect, retry};

use super::{ClientError, ClientResult, Deadline, MAX_BODY, Sent, check, sends_empty};
use crate::{Request, Response};

/// The view of a chain that sends requests with [reqwest], which is async. Sync callers block on the chain, and need no
/// runtime. In async code, reqwest needs a tokio runtime.
///
/// The default client follows no redirects and does not retry, because layers do that. All settings of a client of your
/// own apply. A [`Deadline`] of the request limits it too.
///
/// An open connection belongs to the runtime that opened it. If chains are called from several runtimes, and one of
/// them is not driven all the time, give each a client of its own.
///
/// For `https`, enable reqwest's feature `default-tls`, or another one of its backends.
///
/// ```
/// use std::time::Duration;
///
/// use middleware_core::{Chain, Mode};
/// use middleware_examples::{Request, client::{ClientResult, Reqwest}};
///
/// let client = reqwest::Client::builder().connect_timeout(Duration::from_secs(2)).build()?;
/// let app = Chain::<Request, ClientResult>::new().view(Reqwest::new(client));
/// assert_eq!(app.mode(), Mode::Async);
/// # Ok::<(), reqwest::Error>(())
/// ```
///
/// [reqwest]: https://docs.rs/reqwest
#[derive(Clone, Debug)]
pub struct Reqwest {
    client: Client,
}

impl Reqwest {
    /// Creates a view that uses `client`.
    #[must_use]
    pub const fn new(client: Client) -> Self {
        Self { client }
    }
}

impl Default for Reqwest {
    /// # Panics
    ///
    /// Like [`Client::new`]: if the TLS backend or the resolver cannot be initialised.
    fn default() -> Self {
        let builder = Client::builder().redirect(redirect::Policy::none()).retry(retry::never());
        Self::new(builder.build().expect("TLS backend and resolver can be initialised"))
    }
}

impl Handler<Request> for Reqwest {
    type Response = ClientResult;
    type Mode = mode::AsyncMode;

    fn mode(&self) -> Mode {
        Mode::Async
    }
}

impl AsyncMiddleware<Request> for Reqwest {
    async fn acall(self: &Arc<Self>, request: Request) -> ClientResult {
        check(&request)?;
        let deadline = Deadline::of(&request).map(Deadline::remaining);
        if deadline.is_some_and(|remaining| remaining.is_zero()) {
            return Err(ClientError::Timeout);
        }
        Sent::note(&request);

        let (mut parts, body) = request.into_parts();
        if body.is_empty() && sends_empty(&parts.method) {
            parts.headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        let mut builder =
            self.client.request(parts.method, parts.uri.to_string()).headers(parts.headers);
        if !body.is_empty() {
            builder = builder.body(body);
        }
        if let Some(remaining) = deadline {
            builder = builder.timeout(remaining);
        }
        let mut response = builder.send().await.map_err(no_response)?;

        let mut bytes = BytesMut::new();
        while let Some(chunk) = response.chunk().await.map_err(no_body)? {
            if bytes.len() + chunk.len() > MAX_BODY {
                return Err(ClientError::TooLarge { limit: MAX_BODY });
            }
            bytes.extend_from_slice(&chunk);
        }
        let (parts, _) = http::Response::from(response).into_parts();
        Ok(Response::from_parts(parts, bytes.freeze()))
    }
}

/// The error if the head of the response is missing.
fn no_response(error: Error) -> ClientError {
    let error = error.without_url();
    if error.is_timeout() {
        ClientError::Timeout
    } else if error.is_builder() {
        ClientError::InvalidRequest(error.into())
    } else if error.is_connect() {
        ClientError::Connect(error.into())
    } else if is_parse(&error) {
        ClientError::Protocol(error.into())
    } else if is_disconnect(&error) {
        ClientError::Disconnected(error.into())
    } else {
        ClientError::Other(error.into())
    }
}

/// The error if the body of a response is not complete.
fn no_body(error: Error) -> ClientError {
    if error.is_timeout() {
        ClientError::Timeout
    } else {
        ClientError::Body(error.without_url().into())
    }
}

fn is_parse(error: &Error) -> bool {
    find::<hyper::Error>(error).is_some_and(hyper::Error::is_parse)
}

fn is_disconnect(error: &Error) -> bool {
    let lost = |error: &hyper::Error| {
        error.is_incomplete_message() || error.is_canceled() || error.is_closed()
    };
    find(error).is_some_and(lost) || find::<io::Error>(error).is_some()
}

/// Returns the first cause of this type.
fn find<E: std::error::Error + 'static>(error: &Error) -> Option<&E> {
    let mut next = error.source();
    while let Some(cause) = next {
        if let Some(found) = cause.downcast_ref() {
            return Some(found);
        }
        next = cause.source();
    }
    None
}
