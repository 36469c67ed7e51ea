//! [`SessionError`] and [`StoreError`].

use std::{error::Error, sync::Arc, time::Duration};

use http::{Response, StatusCode};

use super::MAX_NESTING;

/// Why an operation of a store failed.
///
/// ```
/// use middleware_examples::session::StoreError;
///
/// let error = StoreError::unavailable("connection refused");
/// assert_eq!(error.to_string(), "the session store is not available: connection refused");
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// It cannot be reached, or it answered with an error.
    #[error("the session store is not available: {0}")]
    Unavailable(#[source] Box<dyn Error + Send + Sync>),
    /// The session needs more memory than a session may. Nothing is written.
    #[error("the session needs {bytes} bytes, and the session store takes at most {limit}")]
    TooLarge {
        /// The number of bytes that it needs.
        bytes: usize,
        /// The most bytes of a session.
        limit: usize,
    },
    /// It did not answer in time. The operation may have been done or not.
    #[error("the session store did not answer within {0:?}")]
    Timeout(Duration),
}

impl StoreError {
    /// Creates an [`Unavailable`](Self::Unavailable) error.
    pub fn unavailable(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Unavailable(error.into())
    }
}

/// Why a session cannot be used.
///
/// If a view needs the session, it can return the response of this error: see [`response`](Self::response).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SessionError {
    /// The store failed. Status 503, or 500 if the session is [too large](StoreError::TooLarge) for it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The session was ended during the request, for example by a logout. Status 400, like Django's
    /// [`SessionInterrupted`](https://docs.djangoproject.com/en/stable/ref/exceptions/#django.contrib.sessions.exceptions.SessionInterrupted).
    #[error(
        "the request's session was deleted before the request completed: \
         the user may have logged out in a concurrent request"
    )]
    Interrupted,
    /// The value in the store is not a session. Status 500; a view can still [flush](super::Session::flush) it.
    #[error("the value in the session store is not a session: {0}")]
    Corrupt(#[source] serde_json::Error),
    /// A value does not have the requested type, or cannot be stored as JSON. Status 500.
    #[error("the value `{name}` of the session: {source}")]
    Value {
        /// The name of the value.
        name: String,
        /// The JSON error.
        source: serde_json::Error,
    },
    /// A value contains a number that is infinite or not a number. JSON has none, so it would come back as nothing.
    /// Status 500.
    #[error(
        "the value `{name}` of the session contains a number that is not finite, which JSON cannot represent"
    )]
    NotFinite {
        /// The name of the value.
        name: String,
    },
    /// A value has more than [`MAX_NESTING`] levels of lists and objects, so it could not be loaded again. Status 500.
    #[error(
        "the value `{name}` of the session is nested too deeply: \
         at most {MAX_NESTING} levels of lists and objects can be loaded again"
    )]
    TooDeep {
        /// The name of the value.
        name: String,
    },
    /// The system has no random numbers for a new key. Status 500.
    #[error("cannot create the key of a new session: {0}")]
    Random(#[source] getrandom::Error),
    /// A new key was already in use, which means that the system's random numbers repeat. Status 500.
    #[error("cannot create the key of a new session: the system's random numbers repeat")]
    KeyTaken,
    /// The cookie is not valid in a header. [Checked options](super::CheckedOptions) have no such cookie. Status 500.
    #[error("the cookie of the session cannot be set: {0}")]
    Cookie(#[source] http::header::InvalidHeaderValue),
}

impl SessionError {
    /// Returns the status of the response to this error.
    ///
    /// ```
    /// use middleware_examples::session::SessionError;
    ///
    /// assert_eq!(SessionError::Interrupted.status(), 400);
    /// ```
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::Store(StoreError::Unavailable(_) | StoreError::Timeout(_)) => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Interrupted => StatusCode::BAD_REQUEST,
            Self::Store(StoreError::TooLarge { .. })
            | Self::Corrupt(_)
            | Self::Value { .. }
            | Self::NotFinite { .. }
            | Self::TooDeep { .. }
            | Self::Random(_)
            | Self::KeyTaken
            | Self::Cookie(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Returns the response for the user, without details. It has the error as an extension, `Arc<SessionError>`, for a
    /// layer that logs.
    ///
    /// ```
    /// use std::sync::Arc;
    ///
    /// use middleware_examples::{Response, session::SessionError};
    ///
    /// let response: Response = SessionError::Interrupted.response();
    /// assert_eq!(response.status(), 400);
    /// assert!(response.extensions().get::<Arc<SessionError>>().is_some());
    /// ```
    #[must_use]
    pub fn response<B: From<&'static str>>(self) -> Response<B> {
        let text = match self.status() {
            StatusCode::SERVICE_UNAVAILABLE => "Sessions are not available. Try again later.",
            StatusCode::BAD_REQUEST => "The session has ended. Log in again.",
            _ => "The session cannot be used.",
        };
        let mut response = Response::new(text.into());
        *response.status_mut() = self.status();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}
