//! [`Socket`]: a blocking connection for hyper.

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

/// How long a client may take to read the final response before its connection is closed, and how often it may send
/// data in this time.
const LINGER: Duration = Duration::from_secs(1);
const LINGER_READS: usize = 4096;

/// A blocking connection. Each poll is ready, except that a read is pending once before it blocks.
pub(super) struct Socket<'a> {
    connection: &'a Connection,
    queue: &'a Queue,
    config: &'a Config,
    buffer: Box<[u8]>,
    /// Whether the next read has already been pending.
    was_pending: bool,
}

impl<'a> Socket<'a> {
    pub(super) fn new(connection: &'a Connection, queue: &'a Queue, config: &'a Config) -> Self {
        // If the system rejects these settings, its defaults work too.
        let _ = connection.stream.set_nodelay(true);
        let _ = connection.stream.set_write_timeout(Some(config.request));
        Self { connection, queue, config, buffer: vec![0; BUFFER].into(), was_pending: false }
    }

    /// Reads up to `most` bytes into the buffer; none if no further request is accepted.
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

/// Closes the connection to a client that may still be sending, and lets it read the response first. If a socket is
/// closed with unread bytes, the system resets the connection, and the client may not receive the response.
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

/// Reads, and waits until `deadline` at most.
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

/// The kind of this error depends on the system.
fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock)
}

impl rt::Read for Socket<'_> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        mut buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        // hyper writes responses such as `100 Continue` if there is no data to read. The client may wait for that
        // response, so hyper must write it before this thread waits for the client.
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
