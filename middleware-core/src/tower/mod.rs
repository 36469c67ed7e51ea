//! Chains and [tower](https://docs.rs/tower): each is at home in the other (feature `tower`).
//!
//! | there is | and it becomes | by |
//! | --- | --- | --- |
//! | a finished chain | a tower `Service` | [`into_service`](crate::GetResponse::into_service) |
//! | a chain without a view | a tower `Layer`, for `ServiceBuilder` and axum's `Router::layer` | [`into_layer`](crate::Chain::into_layer) |
//! | a tower `Layer` | a layer of a chain | [`from_layer`] |
//! | a tower `Service` | the view of a chain | [`from_service`] |
//!
//! # Errors
//!
//! A tower service answers with a `Result`, a handler with whatever its response is. So each of the four comes twice:
//!
//! - **As it is**: the response is what the service answers with, and its error is [`Infallible`]. That is what axum
//!   wants of a layer, and what tower-http's layers keep.
//! - **Fallible** ([`into_fallible_service`](crate::GetResponse::into_fallible_service),
//!   [`into_fallible_layer`](crate::Chain::into_fallible_layer), [`from_fallible_layer`], [`from_fallible_service`]): the
//!   response of the chain is the `Result` of the service. The error keeps its type.
//!
//! # Modes
//!
//! A tower service is async. So what comes from tower is async only: called from sync code, the thread drives it,
//! with timers, as told in [`bridge`](crate::bridge). A service that a chain has become may be of any mode: called as
//! a service it is called from async code, and a sync chain then hops.
//!
//! # Readiness
//!
//! tower asks that [`poll_ready`](tower_service::Service::poll_ready) be waited for before each `call`, on the same
//! instance. What comes from tower is cloned for each request; the clone is waited for, and that clone is called. So a
//! limit inside makes requests wait in their futures. A service that a chain has become is always ready itself: a
//! `load_shed` around it does not see what is full inside of it. The two belong into one tower layer, which goes into the
//! chain as one: `from_fallible_layer(ServiceBuilder::new().load_shed().concurrency_limit(8))`.
//!
//! # Costs
//!
//! One allocation a request for a chain that has become a service, and one for each tower layer in a chain: the future
//! of a chain has no name that a service could give. A tower service as a view costs none.
//!
//! # Examples
//!
//! tower-http's layers in a chain, which sync code calls:
//!
//! ```
//! use std::time::Duration;
//!
//! use http::StatusCode;
//! use middleware_core::{Chain, tower::from_layer};
//! use tower_http::{set_header::SetResponseHeaderLayer, timeout::TimeoutLayer};
//!
//! type Request = http::Request<String>;
//! type Response = http::Response<String>;
//!
//! let timeout = TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, Duration::from_secs(5));
//! let server = SetResponseHeaderLayer::overriding(
//!     http::header::SERVER,
//!     http::HeaderValue::from_static("example"),
//! );
//! let app = Chain::<Request, Response>::new()
//!     .with(from_layer(timeout))
//!     .with(from_layer(server))
//!     .view(async |request: Request| Response::new(request.into_body()));
//!
//! # #[cfg(feature = "tokio")]
//! let response = app.call(Request::new("hello".to_owned())); // or `app.acall(request).await`
//! # #[cfg(feature = "tokio")]
//! assert_eq!((response.headers()["server"].as_bytes(), &**response.body()), (&b"example"[..], "hello"));
//! ```

mod from_layer;
mod from_service;
mod into_layer;
mod into_service;

use std::convert::Infallible;

pub use from_layer::{
    FromLayer, HandsOn, Next, Request, Same, Wrapped, from_fallible_layer, from_layer,
};
pub use from_service::{FromService, from_fallible_service, from_service};
pub use into_layer::ChainLayer;
pub use into_service::ChainService;

/// The response of the chain is what the service answers with; there is no error.
///
/// ```
/// use std::convert::Infallible;
///
/// use middleware_core::tower::{NeverFails, Join, Split};
///
/// let response: u32 = NeverFails::join(Ok::<_, Infallible>(7));
/// assert_eq!(NeverFails::split(response), Ok::<_, Infallible>(7));
/// ```
#[derive(Debug)]
pub enum NeverFails {}

/// The response of the chain is a `Result`: the service's response, or its error.
///
/// ```
/// use middleware_core::tower::{FallibleResponse, Split};
///
/// assert_eq!(FallibleResponse::split(Err::<u32, _>("down")), Err("down"));
/// ```
#[derive(Debug)]
pub enum FallibleResponse {}

/// How the answer of a tower service becomes the response of a handler.
///
/// ```
/// use middleware_core::tower::{FallibleResponse, Join};
///
/// assert_eq!(FallibleResponse::join(Err::<u32, _>("down")), Err("down"));
/// ```
#[diagnostic::on_unimplemented(
    message = "a tower service that fails with `{E}` has no response that stands for its error",
    label = "the service can fail",
    note = "let the chain's response be a `Result`, and use `from_fallible_layer`, `from_fallible_service` or `into_fallible_layer`",
    note = "or let the service answer with a response for each error, as tower-http's `TimeoutLayer` does, and axum's `HandleErrorLayer`"
)]
#[doc(hidden)]
pub trait Join<T, E>: 'static {
    /// The handler's response.
    type Response;

    /// Makes it.
    fn join(answer: Result<T, E>) -> Self::Response;
}

impl<T> Join<T, Infallible> for NeverFails {
    type Response = T;

    fn join(answer: Result<T, Infallible>) -> T {
        match answer {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }
}

impl<T, E> Join<T, E> for FallibleResponse {
    type Response = Result<T, E>;

    fn join(answer: Result<T, E>) -> Result<T, E> {
        answer
    }
}

/// How the response of a handler becomes the answer of a tower service.
///
/// ```
/// use std::convert::Infallible;
///
/// use middleware_core::tower::{NeverFails, Split};
///
/// assert_eq!(NeverFails::split("hello"), Ok::<_, Infallible>("hello"));
/// ```
#[diagnostic::on_unimplemented(
    message = "a `{Res}` is no `Result` that a fallible tower service answers with",
    label = "this handler does not answer with a `Result`",
    note = "where the response is no `Result`, use `into_service`, `into_layer` or `from_layer`: the service then never fails"
)]
#[doc(hidden)]
pub trait Split<Res>: 'static {
    /// The service's response.
    type Response;
    /// The service's error.
    type Error;

    /// Makes its answer.
    ///
    /// # Errors
    ///
    /// That of the response, if that is one.
    fn split(response: Res) -> Result<Self::Response, Self::Error>;
}

impl<Res> Split<Res> for NeverFails {
    type Response = Res;
    type Error = Infallible;

    fn split(response: Res) -> Result<Res, Infallible> {
        Ok(response)
    }
}

impl<T, E> Split<Result<T, E>> for FallibleResponse {
    type Response = T;
    type Error = E;

    fn split(response: Result<T, E>) -> Result<T, E> {
        response
    }
}
