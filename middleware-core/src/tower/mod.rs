//! Chains as [tower](https://docs.rs/tower) services and layers, and tower's in chains (feature `tower`).
//!
//! | from | to | with |
//! | --- | --- | --- |
//! | a finished chain | a tower `Service` | [`into_service`](crate::GetResponse::into_service) |
//! | a chain without a view | a tower `Layer`, for `ServiceBuilder` and axum's `Router::layer` | [`into_layer`](crate::Chain::into_layer) |
//! | a tower `Layer` | a layer of a chain | [`from_layer`] |
//! | a tower `Service` | the view of a chain | [`from_service`] |
//!
//! # Errors
//!
//! A tower service answers with a `Result`, a handler with any response. So each of the four has two versions:
//!
//! - **Infallible**: the response of the chain is that of the service, whose error is [`Infallible`]. axum requires this of
//!   a layer, and tower-http's layers preserve it.
//! - **Fallible** ([`into_fallible_service`](crate::GetResponse::into_fallible_service),
//!   [`into_fallible_layer`](crate::Chain::into_fallible_layer), [`from_fallible_layer`], [`from_fallible_service`]): the
//!   response of the chain is the `Result` of the service. The error keeps its type.
//!
//! # Modes
//!
//! A tower service is async, so tower's services and layers are async only. If sync code calls the chain, its thread drives
//! them, with timers, as described in [`bridge`](crate::bridge). A chain that is used as a service may have any mode. A
//! service is called from async code, so a sync chain then hops.
//!
//! # Readiness
//!
//! tower requires its callers to wait for [`poll_ready`](tower_service::Service::poll_ready) before each `call`, on the same
//! instance. A chain clones a tower service for each request, waits until the clone is ready, and calls that clone. So an
//! inner limit makes requests wait in their futures.
//!
//! A chain that is used as a service is always ready. So an outer `load_shed` does not notice that an inner limit is
//! reached. Put the two into one tower layer, and that one into the chain:
//! `from_fallible_layer(ServiceBuilder::new().load_shed().concurrency_limit(8))`.
//!
//! # Costs
//!
//! A chain as a service costs one allocation per request, and so does each tower layer in a chain. The reason is that the
//! future of a chain has no name that a service could state. A tower service as a view costs none.
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
mod next;

use std::convert::Infallible;

pub use from_layer::{
    FromLayer, PassesOn, Request, Same, Wrapped, from_fallible_layer, from_layer,
};
pub use from_service::{FromService, from_fallible_service, from_service};
pub use into_layer::ChainLayer;
pub use into_service::ChainService;
pub use next::Next;

/// The response of the chain is the response of the service, which never fails.
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

/// Converts the result of a tower service to the response of a handler.
///
/// ```
/// use middleware_core::tower::{FallibleResponse, Join};
///
/// assert_eq!(FallibleResponse::join(Err::<u32, _>("down")), Err("down"));
/// ```
#[diagnostic::on_unimplemented(
    message = "this tower service can fail with `{E}`, but is used as one that never fails",
    label = "the service can fail",
    note = "use `from_fallible_layer`, `from_fallible_service` or `into_fallible_layer`, with a `Result` as the response of the chain",
    note = "or let the service answer each error with a response, as tower-http's `TimeoutLayer` and axum's `HandleErrorLayer` do"
)]
#[doc(hidden)]
pub trait Join<T, E>: 'static {
    /// The handler's response.
    type Response;

    /// Makes the response.
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

/// Converts the response of a handler to the result of a tower service.
///
/// ```
/// use std::convert::Infallible;
///
/// use middleware_core::tower::{NeverFails, Split};
///
/// assert_eq!(NeverFails::split("hello"), Ok::<_, Infallible>("hello"));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Res}` is not a `Result`, which a fallible tower service needs",
    label = "the response of this handler is not a `Result`",
    note = "if the response is not a `Result`, use `into_service`, `into_layer` or `from_layer`: the service then never fails"
)]
#[doc(hidden)]
pub trait Split<Res>: 'static {
    /// The service's response.
    type Response;
    /// The service's error.
    type Error;

    /// Makes the result of the service.
    ///
    /// # Errors
    ///
    /// If the response is an error.
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
