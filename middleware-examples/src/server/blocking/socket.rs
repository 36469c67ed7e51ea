//! [`Socket`]: a connection as hyper reads and writes it, blocking.

use std::{
    io::{self, IoSlice, Read, Write},
    net::Shutdown,
    pin::Pin,
    task::{Context, Poll},
    time::{Duration, Instant},
};

use hyper::rt::{self, ReadBufCursor};

use super::{
    Config,
    queue::{Connection, Queue},
};

/// How many bytes are read at once.
const BUFFER: usize = 8 * 1024;

/// How long a client that is hung up on may take to read why, and how often it may send something meanwhile.
const LINGER: Duration = Duration::from_secs(1);
const LINGER_READS: usize = 4096;

/// A connection that blocks: each poll is ready, but that a read is pending once before it blocks.
pub(super) struct Socket<'a> {
    connection: &'a Connection,
    queue: &'a Queue,
    config: &'a Config,
    buffer: Box<[u8]>,
    /// Whether the coming read was pending already.
    was_pending: bool,
}

impl<'a> Socket<'a> {
    pub(super) fn new(connection: &'a Connection, queue: &'a Queue, config: &'a Config) -> Self {
        // The system's defaults serve as well, if it refuses these.
        let _ = connection.stream.set_nodelay(true);
        let _ = connection.stream.set_write_timeout(Some(config.request));
        Self { connection, queue, config, buffer: vec![0; BUFFER].into(), was_pending: false }
    }

    /// Reads up to `most` bytes into the buffer; no byte if no further request is to come.
    fn read(&mut self, most: usize) -> io::Result<usize> {
        let Some(wait) = self.queue.before_read(self.connection, self.config) else {
            return Ok(0);
        };
        let most = most.min(self.buffer.len());
        match read_until(&self.connection.stream, &mut self.buffer[..most], wait.until) {
            Ok(read) if read > 0 => {
                self.queue.has_read(self.connection);
                Ok(read)
            }
            Err(error) if wait.idle && is_timeout(&error) => Ok(0),
            outcome => outcome,
        }
    }
}

/// Hangs up on a client that may still be sending, in a way that lets it read the response: closing a socket with
/// bytes unread makes the system reset the connection, and that can overtake the response.
pub(super) fn linger(connection: &Connection) {
    let until = Instant::now() + LINGER;
    let mut buffer = [0; BUFFER];
    if connection.stream.shutdown(Shutdown::Write).is_err() {
        return;
    }
    for _ in 0..LINGER_READS {
        if !matches!(read_until(&connection.stream, &mut buffer, until), Ok(1..)) {
            return;
        }
    }
}

/// Reads, but waits no longer than until `deadline`.
fn read_until(
    mut stream: &std::net::TcpStream,
    buffer: &mut [u8],
    deadline: Instant,
) -> io::Result<usize> {
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        stream.set_read_timeout(Some(left))?;
        match stream.read(buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => (),
            Err(error) if is_timeout(&error) => return Err(io::ErrorKind::TimedOut.into()),
            outcome => return outcome,
        }
    }
}

/// Systems differ in how they name it.
fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock)
}

impl rt::Read for Socket<'_> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        mut buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        // hyper writes what it has to say, such as `100 Continue`, when there is nothing to read at the moment.
        // The client may wait for it, so it has to be said before this thread waits for the client.
        self.was_pending = !self.was_pending;
        if self.was_pending {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let read = self.read(buffer.remaining())?;
        buffer.put_slice(&self.buffer[..read]);
        Poll::Ready(Ok(()))
    }
}

impl rt::Write for Socket<'_> {
    fn poll_write(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Poll::Ready((&self.connection.stream).write(bytes))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready((&self.connection.stream).flush())
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(self.connection.stream.shutdown(Shutdown::Write))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Poll::Ready((&self.connection.stream).write_vectored(bytes))
    }
}
