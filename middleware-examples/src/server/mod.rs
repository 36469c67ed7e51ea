//! The servers of the examples: each serves finished chains at paths.
//!
//! | | [`axum`] | [`blocking`] |
//! | --- | --- | --- |
//! | calls the chain with | `acall`, in a task | `call`, on a worker |
//! | a sync chain | on the pool, with one hop | directly |
//! | an async chain | directly | the worker drives it, over a bridge |
//! | concurrent requests | one per connection | one per worker |
//! | stops when | a future is ready | a closure returns |
//!
//! The rest is the same code, which uses [hyper](https://hyper.rs) for HTTP/1:
//!
//! - [`Limits`] bounds the connections, the memory for bodies, and each wait for a client.
//! - A body may have [`BODY_LIMIT`] bytes; the answer to a longer one is 413. The answer to an invalid request is 400. If
//!   a request is not complete in time, the answer is 408, or the connection is closed.
//! - A request must name one valid host, as [RFC 9112](https://www.rfc-editor.org/rfc/rfc9112#section-3.2) requires.
//!   The answer to any other request is 400.
//! - A client may end its side of the connection after its request. So a client that disconnects is only noticed when its
//!   response is written, and the chain runs to its end.
//! - The client's address is added to the request as [`ClientAddr`](crate::ClientAddr), and the pattern of the path as
//!   [`Route`](crate::http_metrics::Route).
//! - If the chain panics, the answer is 500, and other requests are not affected.
//! - On a shutdown, the server answers every request that has reached it, announces to the clients that the connection
//!   closes, and returns. A connection without a request is closed. [`Limits::stop`] bounds the time that this takes.
//!
//! The functions of this module are those of the axum server.

pub mod axum;
pub mod blocking;
mod connection;
mod connections;
mod host;
mod limits;
mod receive;

use std::{io, net::SocketAddr, time::Duration};

use bytes::Bytes;
use http::StatusCode;

pub use self::{
    axum::{listen, route, serve, serve_with},
    limits::Limits,
};
use crate::Response;

/// The maximum size of a request body in bytes: 2 MB, as in axum's extractors.
pub const BODY_LIMIT: usize = 2 * 1024 * 1024;

/// How long a server waits for a client, and how long it takes to stop, by default.
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
