//! A connection to a server that breaks when a test wants it to.

use std::{
    io::{self, Read as _, Write as _},
    net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    thread,
};

/// Stands between clients and a server, and passes on what they say, until the test makes it lose an answer.
///
/// Dropped, it takes no new connections.
#[derive(Debug)]
pub(crate) struct Wire {
    addr: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    server: String,
    /// The questions whose answer is lost, and how many of them still will be.
    lost: Mutex<(Vec<u8>, u32)>,
    opened: AtomicU32,
    is_dropped: AtomicBool,
}

impl Wire {
    /// One to this server: `127.0.0.1:6379`.
    ///
    /// # Panics
    ///
    /// If there is no free port.
    #[must_use]
    pub(crate) fn to(server: &str) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let addr = listener.local_addr().expect("the port");
        let shared = Arc::new(Shared {
            server: server.to_owned(),
            lost: Mutex::default(),
            opened: AtomicU32::new(0),
            is_dropped: AtomicBool::new(false),
        });
        let accepting = Arc::clone(&shared);
        thread::spawn(move || {
            for client in listener.incoming() {
                if accepting.is_dropped.load(Ordering::Relaxed) {
                    return;
                }
                // Who gets no connection sees that it breaks.
                let _ = client.and_then(|client| accepting.connect(client));
            }
        });
        Self { addr, shared }
    }

    /// Where it listens.
    #[must_use]
    pub(crate) const fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// How many connections there have been.
    #[must_use]
    pub(crate) fn opened(&self) -> u32 {
        self.shared.opened.load(Ordering::Relaxed)
    }

    /// The next questions with these bytes reach the server, and the connection breaks before they are answered.
    ///
    /// # Panics
    ///
    /// If one of its threads has panicked.
    pub(crate) fn lose_answers(&self, with: &str, times: u32) {
        *self.shared.lost.lock().expect("no thread panics") = (with.into(), times);
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.shared.is_dropped.store(true, Ordering::Relaxed);
        // It waits for a connection.
        let _ = TcpStream::connect(self.addr);
    }
}

impl Shared {
    fn connect(self: &Arc<Self>, mut client: TcpStream) -> io::Result<()> {
        let mut server = TcpStream::connect(&self.server)?;
        self.opened.fetch_add(1, Ordering::Relaxed);
        let loses = Arc::new(AtomicBool::new(false));
        let (mut from, mut to) = (client.try_clone()?, server.try_clone()?);
        let (shared, loses_next) = (Arc::clone(self), Arc::clone(&loses));
        thread::spawn(move || {
            pass_on(&mut from, &mut to, |asked| {
                loses_next.fetch_or(shared.loses(asked), Ordering::Relaxed);
                true
            });
        });
        thread::spawn(move || {
            pass_on(&mut server, &mut client, |_| !loses.load(Ordering::Relaxed));
        });
        Ok(())
    }

    fn loses(&self, asked: &[u8]) -> bool {
        let mut lost = self.lost.lock().expect("no thread panics");
        let (with, times) = &mut *lost;
        if *times == 0 || !asked.windows(with.len()).any(|part| part == with) {
            return false;
        }
        *times -= 1;
        true
    }
}

/// Passes on what one end says while it may, and then breaks both.
fn pass_on(from: &mut TcpStream, to: &mut TcpStream, mut may: impl FnMut(&[u8]) -> bool) {
    let mut bytes = [0; 4096];
    while let Ok(length @ 1..) = from.read(&mut bytes) {
        if !may(&bytes[..length]) || to.write_all(&bytes[..length]).is_err() {
            break;
        }
    }
    // An error means that it is broken.
    let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
}
