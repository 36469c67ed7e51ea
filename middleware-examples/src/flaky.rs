//! [`FlakyServer`]: an HTTP server that fails on purpose.

use std::{
    fmt,
    io::{self, BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
};

use bytes::Bytes;

use crate::{Request, Response};

/// The reaction of the server to a request.
#[derive(Debug)]
pub enum Reply {
    /// Answers.
    Answer(Response),
    /// Closes the connection without a response.
    Hangup,
    /// Sends half of the announced body, and closes the connection.
    HalfBody,
    /// Sends half of the announced body, and then nothing more, with the connection open.
    Stall,
    /// Answers with data that is not HTTP.
    Garbage,
    /// Keeps the connection open, and sends nothing.
    Silence,
}

impl Reply {
    /// Returns an answer with this status, no body, and these headers.
    ///
    /// # Panics
    ///
    /// If the status or a header is not valid in HTTP.
    ///
    /// ```
    /// use middleware_examples::flaky::Reply;
    ///
    /// let reply = Reply::status(503, &[("retry-after", "2")]);
    /// assert!(matches!(reply, Reply::Answer(answer) if answer.headers()["retry-after"] == "2"));
    /// ```
    #[must_use]
    pub fn status(status: u16, headers: &[(&str, &str)]) -> Self {
        let builder = http::Response::builder().status(status);
        let builder =
            headers.iter().fold(builder, |builder, (name, value)| builder.header(*name, *value));
        Self::Answer(builder.body(Bytes::new()).expect("status and headers are valid"))
    }

    /// Returns an answer 200 with this body.
    ///
    /// ```
    /// use middleware_examples::flaky::Reply;
    ///
    /// assert!(matches!(Reply::ok("hello"), Reply::Answer(answer) if answer.body() == "hello"));
    /// ```
    #[must_use]
    pub fn ok(body: &'static str) -> Self {
        Self::Answer(Response::new(Bytes::from_static(body.as_bytes())))
    }
}

/// A server on a free loopback port, with real HTTP over TCP, that fails as scripted. It records its requests, and
/// closes each connection after one request. Dropping it stops it.
///
/// ```
/// use middleware_examples::flaky::{FlakyServer, Reply};
///
/// // `count` is 0 for the first request.
/// let server = FlakyServer::start(|_request, count| match count {
///     0 => Reply::Hangup,
///     _ => Reply::ok("hello"),
/// })?;
/// assert!(ureq::get(&server.url("/")).call().is_err());
/// assert!(ureq::get(&server.url("/")).call().is_ok());
/// assert_eq!(server.received().len(), 2);
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct FlakyServer {
    addr: SocketAddr,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

type Script = dyn Fn(&Request, usize) -> Reply + Send + Sync;

struct Shared {
    script: Box<Script>,
    received: Mutex<Vec<Request>>,
    /// Connections on which the server sends nothing.
    silent: Mutex<Vec<TcpStream>>,
    stops: AtomicBool,
}

impl FlakyServer {
    /// Starts a server. For each request, `script` returns the reaction, given the request and the number of previous
    /// ones.
    ///
    /// # Errors
    ///
    /// If the system has no free port or cannot start a thread.
    pub fn start(
        script: impl Fn(&Request, usize) -> Reply + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let addr = listener.local_addr()?;
        let shared = Arc::new(Shared {
            script: Box::new(script),
            received: Mutex::default(),
            silent: Mutex::default(),
            stops: AtomicBool::new(false),
        });
        let serving = Arc::clone(&shared);
        let thread = thread::Builder::new()
            .name("flaky-server".to_owned())
            .spawn(move || accept(&listener, &serving))?;
        Ok(Self { addr, shared, thread: Some(thread) })
    }

    /// Returns the address that it listens on.
    #[must_use]
    pub const fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Returns the URL of a path, which begins with a slash.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.addr)
    }

    /// Returns the requests that have arrived, in order.
    #[must_use]
    pub fn received(&self) -> Vec<Request> {
        lock(&self.shared.received).clone()
    }
}

impl Drop for FlakyServer {
    fn drop(&mut self) {
        self.shared.stops.store(true, Ordering::Release);
        // Wakes the thread that accepts. If it cannot be reached, it has already ended.
        let _ = TcpStream::connect(self.addr);
        if let Some(thread) = self.thread.take() {
            // If it panicked, that has been printed.
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for FlakyServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FlakyServer").field("addr", &self.addr).finish_non_exhaustive()
    }
}

const HALF_BODY: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\nconnection: close\r\n\r\nhalf.";

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.stops.load(Ordering::Acquire) {
            break;
        }
        let Ok(stream) = stream else { continue };
        let shared = Arc::clone(shared);
        // A client that disconnects does not matter to the server.
        thread::spawn(move || serve(stream, &shared));
    }
    // Dropping a connection closes it.
    lock(&shared.silent).clear();
}

fn serve(mut stream: TcpStream, shared: &Shared) -> io::Result<()> {
    let Some(request) = read(&stream)? else { return Ok(()) };
    let count = {
        let mut received = lock(&shared.received);
        received.push(request.clone());
        received.len() - 1
    };
    match (shared.script)(&request, count) {
        Reply::Answer(answer) => write(&mut stream, &answer)?,
        Reply::Hangup => {}
        Reply::HalfBody => stream.write_all(HALF_BODY)?,
        Reply::Stall => {
            stream.write_all(HALF_BODY)?;
            lock(&shared.silent).push(stream);
            return Ok(());
        }
        Reply::Garbage => stream.write_all(b"this is not HTTP\r\n\r\n")?,
        Reply::Silence => {
            lock(&shared.silent).push(stream);
            return Ok(());
        }
    }
    stream.shutdown(Shutdown::Write)
}

/// `None` if the client closed the connection before a request, or if the request is invalid.
fn read(stream: &TcpStream) -> io::Result<Option<Request>> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut words = line.split_whitespace();
    let (Some(method), Some(target)) = (words.next(), words.next()) else { return Ok(None) };
    let mut builder = http::Request::builder().method(method).uri(target);
    let mut length = 0;
    loop {
        line.clear();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().unwrap_or(0);
        }
        builder = builder.header(name, value.trim());
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(builder.body(Bytes::from(body)).ok())
}

fn write(stream: &mut TcpStream, answer: &Response) -> io::Result<()> {
    let mut bytes = Vec::new();
    write!(bytes, "HTTP/1.1 {}\r\nconnection: close\r\n", answer.status())?;
    for (name, value) in answer.headers() {
        write!(bytes, "{name}: ")?;
        bytes.extend_from_slice(value.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    write!(bytes, "content-length: {}\r\n\r\n", answer.body().len())?;
    bytes.extend_from_slice(answer.body());
    stream.write_all(&bytes)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // The list is always valid, because it only grows.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
