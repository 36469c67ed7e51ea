//! One chain around a blocking and around an async HTTP client.
//!
//! Retries, tokens, timeouts and logging are a layer each, and the same layers go around [ureq](Ureq), which blocks, and
//! around [reqwest](Reqwest), which is async. The view decides in which mode they run; either chain can be called from
//! both kinds of code.
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
//! | [`Log`] | tells what was asked and what came of it, without secrets | hooks |
//! | [`Timeout`] | ends the waiting | two halves: a future is dropped, a sync call is given a [`Deadline`] |
//! | [`Retry`] | tries again, with backoff and jitter, as `Retry-After` says | one body, and two methods that wait |
//! | [`Bearer`] | adds a token, which is renewed once for all who need it | two halves that wait, and one state |
//!
//! The body of a request is [`Bytes`](bytes::Bytes), so it can be sent again, and that of a response is read whole, up
//! to [`MAX_BODY`].

mod bearer;
mod clock;
mod error;
mod log;
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
    policy::{Attempts, Decision, RetryPolicy},
    reqwest::Reqwest,
    retry::{Idempotent, Retry, may_repeat},
    timeout::{Deadline, Timeout},
    token::{Token, TokenError, TokenResult, Tokens},
    ureq::Ureq,
};
use crate::{Request, Response};

/// What a client answers.
pub type ClientResult = Result<Response, ClientError>;

/// How many bytes of a response's body are read. If there are more, that is [`ClientError::TooLarge`].
pub const MAX_BODY: usize = 10 << 20;

/// What both clients ask of a request, so that they refuse the same ones.
fn check(request: &Request) -> Result<(), ClientError> {
    let uri = request.uri();
    let refused = |reason: &str| Err(ClientError::InvalidRequest(reason.into()));
    match (uri.scheme_str(), uri.host()) {
        (_, None | Some("")) => refused("its URL has no host"),
        (Some("http" | "https"), Some(_)) => Ok(()),
        (_, Some(_)) => refused("its URL is neither `http` nor `https`"),
    }
}

/// Whether an empty body is announced, with `Content-Length: 0`, as
/// [RFC 9110](https://www.rfc-editor.org/rfc/rfc9110#section-8.6) asks for. Left to themselves the clients differ.
fn sends_empty(method: &Method) -> bool {
    matches!(*method, Method::POST | Method::PUT | Method::PATCH)
}
