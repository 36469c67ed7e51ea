//! The work of a worker: it serves one connection after the other.

use std::convert::Infallible;

use bytes::Bytes;
use http::{HeaderValue, header};
use http_body_util::Full;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};

use super::{
    Config, Router,
    queue::{Connection, Queue},
    socket::{Socket, linger},
};
use crate::server::receive;

/// Serves connections until there are no more.
pub(super) fn work(queue: &Queue, router: &Router, config: &Config) {
    while let Some(connection) = queue.next() {
        serve(&connection, queue, router, config);
        queue.done(&connection);
    }
}

/// Serves the requests of one connection.
fn serve(connection: &Connection, queue: &Queue, router: &Router, config: &Config) {
    let all_read = std::cell::Cell::new(true);
    let service = service_fn(async |request: http::Request<Incoming>| {
        let (parts, body) = request.into_parts();
        let received = receive(parts, body, connection.client).await;
        queue.answers(connection);
        let mut response = match received {
            Ok(request) => router.answer(request),
            Err(refused) => {
                all_read.set(false);
                refused
            }
        };
        if !queue.may_keep() {
            let close = HeaderValue::from_static("close");
            response.headers_mut().insert(header::CONNECTION, close);
        }
        Ok::<_, Infallible>(response.map(|body: Bytes| Full::new(body)))
    });
    let served = http1::Builder::new()
        // Otherwise hyper reads while the chain runs, to notice a client that disconnects, and that blocks.
        .half_close(true)
        .serve_connection(Socket::new(connection, queue, config), service);
    // The socket blocks, so any pending operation has already woken the thread.
    if pollster::block_on(served).is_err() || !all_read.get() {
        linger(connection);
    }
}
