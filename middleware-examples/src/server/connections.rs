//! [`serve`]: accepts connections until the server stops, and then ends them.

use std::{net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use ::axum::body::Body;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    task::JoinSet,
    time::{sleep, timeout},
};

use super::{
    Limits, ServeError,
    connection::{self, Stage},
    receive::Receiver,
};

/// The pause after the system had no resources for a connection, so that others can end.
const OUT_OF_RESOURCES: Duration = Duration::from_millis(100);

/// The maximum number of connections that the system keeps for the server: tokio's value.
pub(super) const BACKLOG: u16 = 1024;

/// How long idle connections stay open during a shutdown, so that requests that have arrived are read.
const LAST_LOOK: Duration = Duration::from_millis(50);

/// Serves the clients of `listener` until `shutdown` is ready, and then the requests that have reached the server.
/// `answer` answers a request.
pub(super) async fn serve<A, F>(
    listener: TcpListener,
    limits: &Limits,
    shutdown: impl Future<Output = ()>,
    answer: A,
) -> Result<(), ServeError>
where
    A: Fn(http::Request<Body>, Receiver) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = http::Response<Body>> + Send + 'static,
{
    let room = Arc::new(Semaphore::new(limits.connections.min(Semaphore::MAX_PERMITS)));
    let memory = Arc::new(Semaphore::new(limits.bodies.min(Semaphore::MAX_PERMITS)));
    let (stage, _) = watch::channel(Stage::Serving);
    // When they are dropped, those that have not ended are aborted.
    let mut connections = JoinSet::new();
    let start = |connections: &mut JoinSet<()>, stream, peer, place| {
        let receiver = Receiver::new(peer, limits, &memory);
        let (room, stage) = (Arc::clone(&room), stage.subscribe());
        let serve =
            connection::serve(stream, receiver, limits.request, room, stage, answer.clone());
        connections.spawn(async move {
            serve.await;
            drop(place);
        });
    };
    let mut shutdown = pin!(shutdown);
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            // Frees the memory of a connection that has ended.
            Some(_) = connections.join_next() => (),
            (stream, peer, place) = accept(&listener, &room) => {
                start(&mut connections, stream, peer, place);
            }
        }
    }
    stage.send_replace(Stage::Stopping);
    let listener = listener.into_std().map_err(ServeError::Stopped)?;
    // The listener is non-blocking, because it was tokio's: this ends as soon as no connection waits. The number is limited,
    // because otherwise new clients could prevent the server from stopping.
    for (stream, peer) in std::iter::from_fn(|| listener.accept().ok()).take(BACKLOG.into()) {
        if let Ok(stream) = non_blocking(stream) {
            start(&mut connections, stream, peer, None);
        }
    }
    drop(listener);
    let ended = async {
        sleep(LAST_LOOK).await;
        stage.send_replace(Stage::Stopped);
        while connections.join_next().await.is_some() {}
    };
    // A slow client or a slow chain is not waited for any longer.
    let _ = timeout(limits.stop, ended).await;
    Ok(())
}

/// Waits until there is room for a connection, and then for the connection.
async fn accept(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
) -> (TcpStream, SocketAddr, Option<OwnedSemaphorePermit>) {
    drop(room.acquire().await);
    loop {
        match listener.accept().await {
            // Only this task takes places, so there still is one.
            Ok((stream, peer)) => return (stream, peer, Arc::clone(room).try_acquire_owned().ok()),
            Err(_) => sleep(OUT_OF_RESOURCES).await,
        }
    }
}

fn non_blocking(stream: std::net::TcpStream) -> std::io::Result<TcpStream> {
    stream.set_nonblocking(true)?;
    TcpStream::from_std(stream)
}
