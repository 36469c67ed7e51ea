//! [`ClientError`]: why there is no response.

use std::error::Error;

use super::TokenError;

/// Any error of the HTTP client or of the user's code.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// Why a request has no response: the same cases for each client.
///
/// A response with a status of 400 or more is a response, not an error. The texts of the errors never contain the URL,
/// because its query may be secret.
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
    /// The request is invalid; for example, its URL has no host. It was not sent.
    #[error("the request is invalid: {}", causes(.0.as_ref()))]
    InvalidRequest(#[source] BoxError),
    /// There is no connection to the server. The request was not sent.
    #[error("no connection: {}", causes(.0.as_ref()))]
    Connect(#[source] BoxError),
    /// The connection was lost before the head of the response. The server may have received the request.
    #[error("the connection was lost: {}", causes(.0.as_ref()))]
    Disconnected(#[source] BoxError),
    /// The data is not HTTP.
    #[error("the response is not HTTP: {}", causes(.0.as_ref()))]
    Protocol(#[source] BoxError),
    /// The response's body ended too early, or is malformed.
    #[error("the body of the response is incomplete: {}", causes(.0.as_ref()))]
    Body(#[source] BoxError),
    /// The response's body is larger than [`MAX_BODY`](super::MAX_BODY).
    #[error("the body of the response has more than {limit} bytes")]
    TooLarge {
        /// The maximum number of bytes.
        limit: usize,
    },
    /// There was no response in time: a [`Deadline`](super::Deadline) or a limit of the client has passed.
    #[error("there was no response in time")]
    Timeout,
    /// There is no token to send the request with.
    #[error("{0}")]
    Token(#[from] TokenError),
    /// Another error of the client.
    #[error("the client failed: {}", causes(.0.as_ref()))]
    Other(#[source] BoxError),
}

impl ClientError {
    /// Returns whether the same request may succeed a little later, according to the error.
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

/// The texts of an error and of its causes. The text of a client alone is often just `error sending request`.
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
