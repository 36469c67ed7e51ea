//! The servers of the examples: each serves finished chains at paths.
//!
//! | | [`axum`] | [`blocking`] |
//! | --- | --- | --- |
//! | calls the chain with | `acall`, in a task | `call`, on a worker |
//! | a sync chain | on the pool, with one hop | directly |
//! | an async chain | directly | the worker drives it, over a bridge |
//! | concurrent requests | no limit | one per worker |
//! | stops when | a future is ready | a closure returns |
//!
//! The rest is the same, because both use [hyper](https://hyper.rs) for HTTP/1, and [`receive`] to read the request:
//!
//! - A body may have [`BODY_LIMIT`] bytes; the answer to a longer one is 413. The answer to an invalid request, or to
//!   one that does not name a single host, is 400. If a request is not complete after [`REQUEST_TIMEOUT`], the answer
//!   is 408, or the connection is closed.
//! - The client's address is added to the request as [`ClientAddr`].
//! - If the chain panics, the answer is 500, and other requests are not affected.
//! - On a shutdown, the server answers every request that has reached it, announces to the clients that the connection
//!   closes, and returns. A connection without a request is closed immediately.
//!
//! The items of this module are those of the axum server.

pub mod axum;
pub mod blocking;

use std::{
    error::Error,
    io,
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use bytes::Bytes;
use http::{StatusCode, Version, header::HOST, request::Parts};
use http_body_util::{BodyExt, LengthLimitError, Limited};

pub use self::axum::{listen, route, serve};
use crate::{ClientAddr, Request, Response};

/// The maximum size of a request body in bytes: 2 MB, as in axum's extractors.
pub const BODY_LIMIT: usize = 2 * 1024 * 1024;

/// How long a client may take to send a request, and how long it may pause while it reads a response.
///
/// In the axum server, the head and the body of a request have this limit each.
pub const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// Why the server does not serve.
///
/// ```
/// use middleware_examples::server::{self, ServeError};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let first = server::listen(([127, 0, 0, 1], 0).into()).await.unwrap();
/// let taken = server::listen(first.local_addr().unwrap()).await;
/// assert!(matches!(taken, Err(ServeError::Listen { .. })));
/// # }
/// ```
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The server cannot listen on the address.
    #[error("cannot listen on {addr}: {source}")]
    Listen {
        /// The address.
        addr: SocketAddr,
        /// The error of the system.
        source: io::Error,
    },
    /// The server stopped with an error.
    #[error("the server stopped: {0}")]
    Stopped(#[source] io::Error),
}

/// Reads the whole body of a request, for a chain.
///
/// ```
/// use http::StatusCode;
/// use http_body_util::Full;
/// use middleware_examples::{ClientAddr, server};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let body = |length| Full::new(bytes::Bytes::from(vec![0; length]));
/// let receive = |length| {
///     let request = http::Request::builder().header("host", "localhost").body(body(length)).unwrap();
///     let (parts, body) = request.into_parts();
///     server::receive(parts, body, [127, 0, 0, 1].into())
/// };
/// let request = receive(server::BODY_LIMIT).await.unwrap();
/// assert!(ClientAddr::of(&request).is_some());
/// let refused = receive(server::BODY_LIMIT + 1).await.unwrap_err();
/// assert_eq!(refused.status(), StatusCode::PAYLOAD_TOO_LARGE);
/// # }
/// ```
///
/// # Errors
///
/// The response to an invalid request. It does not name a single host (400, required by [RFC
/// 9112](https://www.rfc-editor.org/rfc/rfc9112#section-3.2)), or its body is too long (413), not complete in time
/// (408), or invalid (400).
pub async fn receive<B>(mut parts: Parts, body: B, client: IpAddr) -> Result<Request, Response>
where
    B: ::axum::body::HttpBody<Data = Bytes>,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    if parts.version == Version::HTTP_11 && parts.headers.get_all(HOST).iter().count() != 1 {
        return Err(plain(StatusCode::BAD_REQUEST, "a request names one host\n"));
    }
    parts.extensions.insert(ClientAddr(client));
    match Limited::new(body, BODY_LIMIT).collect().await {
        Ok(body) => Ok(Request::from_parts(parts, body.to_bytes())),
        Err(error) if error.is::<LengthLimitError>() => {
            Err(plain(StatusCode::PAYLOAD_TOO_LARGE, "the body is too long\n"))
        }
        Err(error) if timed_out(&*error) => Err(too_slow()),
        Err(_) => Err(plain(StatusCode::BAD_REQUEST, "the body can't be read\n")),
    }
}

/// Whether a slow read caused `error`.
fn timed_out(error: &(dyn Error + 'static)) -> bool {
    std::iter::successors(Some(error), |&error| error.source())
        .filter_map(|error| error.downcast_ref::<io::Error>())
        .any(|error| error.kind() == io::ErrorKind::TimedOut)
}

/// The response to a request that was not complete in time.
fn too_slow() -> Response {
    plain(StatusCode::REQUEST_TIMEOUT, "the request took too long to arrive\n")
}

/// The response to a request whose chain panicked. It has no details, because they are not for the client.
fn panicked() -> Response {
    plain(StatusCode::INTERNAL_SERVER_ERROR, "something went wrong\n")
}

fn plain(status: StatusCode, text: &'static str) -> Response {
    let mut response = Response::new(Bytes::from_static(text.as_bytes()));
    *response.status_mut() = status;
    let plain = http::HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(http::header::CONTENT_TYPE, plain);
    response
}
