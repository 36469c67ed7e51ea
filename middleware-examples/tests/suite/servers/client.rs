//! Clients: a well-behaved one, and a bare connection for what that one would not do.

use std::{
    io::{self, Read, Write},
    net::{Shutdown, SocketAddr, TcpStream},
    time::Duration,
};

use crate::servers::running::PATIENCE;

/// A client that keeps its connections.
pub(crate) fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(PATIENCE))
        .build();
    ureq::Agent::new_with_config(config)
}

/// A connection to which a test writes bytes.
pub(crate) struct Raw(TcpStream);

/// A response as it came.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn status(&self) -> u16 {
        self.head["HTTP/1.1 ".len()..][..3].parse().unwrap()
    }

    /// The first header of this name, in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.head.lines().skip(1).filter_map(|line| line.split_once(": "));
        headers.find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

impl Raw {
    pub(crate) fn connect(addr: SocketAddr) -> Self {
        let stream = TcpStream::connect(addr).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        Self(stream)
    }

    pub(crate) fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.0.write_all(bytes.as_ref()).unwrap();
    }

    /// Sends this again and again, until the server takes no more of it, because it waits for the client to read.
    pub(crate) fn send_until_it_waits(&mut self, bytes: impl AsRef<[u8]>) {
        self.0.set_write_timeout(Some(Duration::from_millis(200))).unwrap();
        while self.0.write_all(bytes.as_ref()).is_ok() {}
    }

    /// Sends nothing more, and still reads.
    pub(crate) fn end_of_sending(&self) {
        self.0.shutdown(Shutdown::Write).unwrap();
    }

    /// The head of the next response, up to and with the empty line.
    pub(crate) fn head(&mut self) -> String {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            self.0.read_exact(&mut byte).expect("a response");
            head.extend(byte);
        }
        String::from_utf8_lossy(&head).into_owned()
    }

    /// The next response, whose length its head says.
    pub(crate) fn answer(&mut self) -> Answer {
        let mut answer = Answer { head: self.head(), body: Vec::new() };
        let length = answer.header("content-length").expect("a length").parse().unwrap();
        answer.body.resize(length, 0);
        self.0.read_exact(&mut answer.body).unwrap();
        answer
    }

    /// Waits until the server has hung up, and asserts that it has sent nothing before it did.
    pub(crate) fn is_closed(&mut self) {
        match self.0.read(&mut [0]) {
            Ok(0) => (),
            Ok(_) => panic!("there is more"),
            Err(error) => assert!(is_reset(&error), "{error}"),
        }
    }

    /// Waits for the end of the connection: the server may have said what is wrong before, and no more.
    pub(crate) fn is_not_answered_with_200(&mut self) {
        let mut answer = Vec::new();
        if let Err(error) = self.0.read_to_end(&mut answer) {
            assert!(is_reset(&error), "{error}");
        }
        let answer = String::from_utf8_lossy(&answer);
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 400 "), "{answer}");
    }
}

/// Whether the server has hung up, with something of the client's unread.
fn is_reset(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe)
}
