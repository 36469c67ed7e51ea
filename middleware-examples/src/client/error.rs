//! [`ClientError`]: why there is no response.

use std::error::Error;

use super::TokenError;

/// Any error, as the client below or the user's code gives it.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// Why a request has no response: the same cases for each client.
///
/// A response with a status of 400 or more is a response. No text of an error holds the URL, whose query may be
/// secret.
///
/// ```
/// use middleware_core::Chain;
/// use middleware_examples::{
///     Request,
///     client::{ClientError, ClientResult, Ureq},
/// };
///
/// let app = Chain::<Request, ClientResult>::new().view(Ureq::default());
/// let request = http::Request::get("/no/host").body(Default::default()).unwrap();
/// assert!(matches!(app.call(request), Err(ClientError::InvalidRequest(_))));
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientError {
    /// The request cannot be sent as it is: its URL has no host, say. It was not sent.
    #[error("the request is invalid: {}", causes(.0.as_ref()))]
    InvalidRequest(#[source] BoxError),
    /// There is no connection to the server. The request was not sent.
    #[error("no connection: {}", causes(.0.as_ref()))]
    Connect(#[source] BoxError),
    /// The connection was lost before the response's head had come. The server may have seen the request.
    #[error("the connection was lost: {}", causes(.0.as_ref()))]
    Disconnected(#[source] BoxError),
    /// What came is not HTTP.
    #[error("the response is not HTTP: {}", causes(.0.as_ref()))]
    Protocol(#[source] BoxError),
    /// The response's body ended too early, or is malformed.
    #[error("the body of the response is incomplete: {}", causes(.0.as_ref()))]
    Body(#[source] BoxError),
    /// The response's body is larger than [`MAX_BODY`](super::MAX_BODY).
    #[error("the body of the response has more than {limit} bytes")]
    TooLarge {
        /// How many bytes are read.
        limit: usize,
    },
    /// There was no response in time: a [`Deadline`](super::Deadline) has passed, or a limit of the client's own.
    #[error("there was no response in time")]
    Timeout,
    /// There is no token to send the request with.
    #[error("{0}")]
    Token(#[from] TokenError),
    /// Something else that a client says.
    #[error("the client failed: {}", causes(.0.as_ref()))]
    Other(#[source] BoxError),
}

impl ClientError {
    /// Whether the same request may well succeed a little later, as far as the error tells.
    ///
    /// ```
    /// use middleware_examples::client::ClientError;
    ///
    /// assert!(ClientError::Timeout.is_transient());
    /// assert!(!ClientError::Protocol("garbage".into()).is_transient());
    /// ```
    #[must_use]
    pub const fn is_transient(&self) -> bool {
        matches!(self, Self::Connect(_) | Self::Disconnected(_) | Self::Body(_) | Self::Timeout)
    }
}

/// The texts of an error and of what caused it. A client's own text is often no more than `error sending request`.
pub(super) fn causes(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let cause_text = cause.to_string();
        // Some errors repeat their cause.
        if !text.ends_with(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        next = cause.source();
    }
    text
}
