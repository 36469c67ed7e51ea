//! One chain around a blocking and around an async HTTP client.
//!
//! Retries, tokens, timeouts and logging are a layer each. The same layers wrap [ureq](Ureq), which blocks, and
//! [reqwest](Reqwest), which is async. The view determines the mode in which they run. Both chains can be called from
//! sync and from async code.
//!
//! ```
//! use std::time::Duration;
//!
//! use middleware_core::{Chain, Mode};
//! use middleware_examples::{
//!     Request,
//!     client::{
//!         Bearer, ClientResult, Log, Reqwest, Retry, RetryPolicy, Timeout, Token, Tokens, Ureq,
//!     },
//! };
//!
//! let layers = Chain::<Request, ClientResult>::new()
//!     .with(Log::layer())
//!     .with(Timeout::layer(Duration::from_mins(1)))       // for all of it
//!     .with(Retry::layer(RetryPolicy::default()))
//!     .with(Timeout::layer(Duration::from_secs(10)))      // for each attempt
//!     .with(Bearer::layer(Tokens::new(|()| Ok(Token::new("secret")?))));
//!
//! let blocking = layers.clone().view(Ureq::default());
//! let nonblocking = layers.view(Reqwest::default());
//! assert_eq!((blocking.mode(), nonblocking.mode()), (Mode::Sync, Mode::Async));
//!
//! let request = http::Request::get("http://localhost:9/").body(Default::default()).unwrap();
//! assert!(blocking.call(request).is_err());       // `nonblocking.acall(request).await` in async code
//! ```
//!
//! | layer | what it does | written as |
//! | --- | --- | --- |
//! | [`Log`] | logs requests and their results, without secrets | hooks |
//! | [`Timeout`] | limits the time | two halves: a future is dropped, a sync call gets a [`Deadline`] |
//! | [`Retry`] | retries with backoff and jitter, and obeys `Retry-After` | one body, and two methods that wait |
//! | [`Bearer`] | adds a token, which is renewed once for all requests that need it | two halves that wait, and one state |
//!
//! The body of a request is [`Bytes`](bytes::Bytes), so it can be sent again. The body of a response is read
//! completely, up to [`MAX_BODY`].

mod bearer;
mod clock;
mod error;
mod log;
mod metrics;
mod policy;
mod reqwest;
mod retry;
mod timeout;
mod token;
mod ureq;

use http::Method;

pub use self::{
    bearer::Bearer,
    clock::{Clock, SystemClock},
    error::{BoxError, ClientError},
    log::{Log, Sent},
    metrics::{CLIENT_DURATION, HttpMetrics},
    policy::{Attempts, Decision, RetryPolicy},
    reqwest::Reqwest,
    retry::{Idempotent, Retry, may_repeat},
    timeout::{Deadline, Timeout},
    token::{Token, TokenError, TokenResult, Tokens},
    ureq::Ureq,
};
use crate::{Request, Response};

/// The result of a client.
pub type ClientResult = Result<Response, ClientError>;

/// The maximum size of a response body in bytes. A larger one is a [`ClientError::TooLarge`].
pub const MAX_BODY: usize = 10 << 20;

/// Checks a request for both clients, so that they reject the same ones.
fn check(request: &Request) -> Result<(), ClientError> {
    let uri = request.uri();
    let refused = |reason: &str| Err(ClientError::InvalidRequest(reason.into()));
    match (uri.scheme_str(), uri.host()) {
        (_, None | Some("")) => refused("its URL has no host"),
        (Some("http" | "https"), Some(_)) => Ok(()),
        (_, Some(_)) => refused("its URL is neither `http` nor `https`"),
    }
}

/// Returns whether an empty body needs `Content-Length: 0`, which
/// [RFC 9110](https://www.rfc-editor.org/rfc/rfc9110#section-8.6) requires. By default the clients differ.
fn sends_empty(method: &Method) -> bool {
    matches!(*method, Method::POST | Method::PUT | Method::PATCH)
}
