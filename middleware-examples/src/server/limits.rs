//! [`Limits`]: what clients may use of a server.

use std::time::Duration;

use super::REQUEST_TIMEOUT;

/// Configures what clients may use of a server: connections, memory and time.
///
/// ```
/// use middleware_examples::server::Limits;
///
/// let limits = Limits { connections: 100, ..Limits::default() };
/// assert_eq!(limits.bodies, 64 * 1024 * 1024);
/// ```
#[derive(Clone, Debug)]
pub struct Limits {
    /// The maximum number of connections. Default: 512, because many systems allow a process 1024 open files.
    ///
    /// Further ones wait in the system, which has a limit of its own. While there is no room, responses have
    /// `Connection: close`, so that no connection is kept.
    pub connections: usize,
    /// The maximum size of all request bodies that are in memory at once, in bytes. Default: 64 MB.
    ///
    /// The answer to a further body is 503. A body counts from its first byte until the request is dropped.
    pub bodies: usize,
    /// How long a client may take to send the head of a request, and how long to send the body. Also how long it may
    /// pause while it reads a response. Default: [`REQUEST_TIMEOUT`].
    ///
    /// The time for the head begins when the connection is accepted, or when the last response was sent. So it is also
    /// how long a connection may be idle.
    pub request: Duration,
    /// How long the server may take to stop. Default: [`REQUEST_TIMEOUT`]. The connections that are still open then
    /// are closed without an answer.
    pub stop: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 512,
            bodies: 64 * 1024 * 1024,
            request: REQUEST_TIMEOUT,
            stop: REQUEST_TIMEOUT,
        }
    }
}
