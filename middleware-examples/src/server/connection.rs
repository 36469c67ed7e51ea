//! [`serve`]: one connection, with as many requests as the client sends.

use std::{
    convert::Infallible,
    pin::{Pin, pin},
    sync::Arc,
    time::Duration,
};

use ::axum::body::Body;
use http::{HeaderValue, header};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, copy, sink},
    net::TcpStream,
    sync::{Semaphore, watch},
    time::timeout,
};
use tokio_io_timeout::TimeoutStream;

use super::receive::Receiver;

/// How long a client may take to read the final response before its connection is closed, and how many bytes it may send
/// in this time.
const LINGER: Duration = Duration::from_secs(1);
const LINGER_BYTES: u64 = 32 * 1024 * 1024;

/// What a server does with its connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// It keeps them for further requests.
    Serving,
    /// It closes each after its next response.
    Stopping,
    /// It closes idle ones too.
    Stopped,
}

/// Serves the requests of one connection. `wait` limits each wait for the client, and `room` has permits while there is
/// room for further connections.
pub(super) async fn serve<A, F>(
    stream: TcpStream,
    receiver: Receiver,
    wait: Duration,
    room: Arc<Semaphore>,
    mut stage: watch::Receiver<Stage>,
    answer: A,
) where
    A: Fn(http::Request<Body>, Receiver) -> F,
    F: Future<Output = http::Response<Body>>,
{
    // Without this, small responses wait for the client's acknowledgement. An error does no harm.
    let _ = stream.set_nodelay(true);
    // Otherwise a client that does not read its response would hold the connection without limit.
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(wait));
    let mut stream = Box::pin(stream);

    let stage_now = stage.clone();
    let service = service_fn(async |request: http::Request<Incoming>| {
        let (parts, body) = request.into_parts();
        let mut response = match receiver.refuse_host(&parts) {
            None => {
                let request = http::Request::from_parts(parts, Body::new(body));
                answer(request, receiver.clone()).await
            }
            Some(refused) => refused.map(Body::from),
        };
        if *stage_now.borrow() != Stage::Serving || room.available_permits() == 0 {
            let close = HeaderValue::from_static("close");
            response.headers_mut().insert(header::CONNECTION, close);
        }
        Ok::<_, Infallible>(response)
    });
    let served = {
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(wait)
            // A client may end its side after its request, and still wait for the response.
            .half_close(true)
            .serve_connection(TokioIo::new(&mut stream), service);
        let mut connection = pin!(connection);
        tokio::select! {
            // A request that has arrived is read before the connection counts as idle.
            biased;
            served = connection.as_mut() => served,
            () = stopped(&mut stage) => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        }
    };
    // An error is the client's fault: it disconnected, was too slow, or does not speak HTTP.
    if served.is_err() || receiver.has_refused() {
        linger(stream).await;
    }
}

async fn stopped(stage: &mut watch::Receiver<Stage>) {
    // An error means that the server is gone.
    let _ = stage.wait_for(|stage| *stage == Stage::Stopped).await;
}

/// Closes the connection to a client that may still be sending, and lets it read the response first. If a socket is
/// closed with unread bytes, the system resets the connection, and the client may not receive the response.
async fn linger(mut stream: Pin<Box<TimeoutStream<TcpStream>>>) {
    if stream.shutdown().await.is_ok() {
        let mut rest = stream.take(LINGER_BYTES);
        // The connection is closed in any case.
        let _ = timeout(LINGER, copy(&mut rest, &mut sink())).await;
    }
}
