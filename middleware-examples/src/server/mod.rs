//! The servers of the examples: each puts finished chains behind paths.
//!
//! | | [`axum`] | [`blocking`] |
//! | --- | --- | --- |
//! | calls the chain by | `acall`, in a task | `call`, on a worker |
//! | a sync chain | in the pool, by one hop | as it is |
//! | an async chain | as it is | the worker drives it, by the bridge |
//! | requests at a time | as many as there are | as many as there are workers |
//! | stops when | a future is ready | a closure returns |
//!
//! The rest is the same, for [hyper](https://hyper.rs) speaks HTTP/1 for both, and [`receive`] reads the request:
//!
//! - A body may have [`BODY_LIMIT`] bytes, and a longer one is answered with 413. A request that can't be read, or
//!   does not name one host, is answered with 400; one that is not complete after [`REQUEST_TIMEOUT`] with 408, or by closing the connection.
//! - The client's address is put into the request as [`ClientAddr`].
//! - A panic of the chain is answered with 500, and concerns no other request.
//! - When it is told to stop, the server answers every request that has reached it, tells the clients that the
//!   connection ends, and returns. A connection without a request is closed at once.
//!
//! What is written at the level of this module is the axum server's.

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

/// How many bytes the body of a request may have: 2 MB, as axum's own extractors have it.
pub const BODY_LIMIT: usize = 2 * 1024 * 1024;

/// How long a client may take to send a request, and how long it may read nothing of a response that is to be sent.
///
/// The axum server gives the head of a request and its body so long each.
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
    /// The address can't be listened on.
    #[error("cannot listen on {addr}: {source}")]
    Listen {
        /// The address.
        addr: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The server stopped with an error.
    #[error("the server stopped: {0}")]
    Stopped(#[source] io::Error),
}

/// The request with its whole body, as a chain takes it.
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
/// The response to a request that does not name one host, as HTTP/1.1 asks (400, see
/// [RFC 9112](https://www.rfc-editor.org/rfc/rfc9112#section-3.2)), or whose body is too long (413), was not complete in
/// time (408), or can't be read (400).
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

/// Whether a read that was too slow is what `error` comes from.
fn timed_out(error: &(dyn Error + 'static)) -> bool {
    std::iter::successors(Some(error), |&error| error.source())
        .filter_map(|error| error.downcast_ref::<io::Error>())
        .any(|error| error.kind() == io::ErrorKind::TimedOut)
}

/// What answers a request that was not complete in time.
fn too_slow() -> Response {
    plain(StatusCode::REQUEST_TIMEOUT, "the request took too long to arrive\n")
}

/// What answers a request whose chain panicked. It tells no more, as the message is not for the client.
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
