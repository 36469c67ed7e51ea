//! A real Redis, started and stopped by the test that uses it.

use std::{
    env, fs, io,
    io::{Read as _, Write as _},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::{Duration, Instant},
};

/// How long the server may take to answer. Far longer than it takes.
const STARTS_WITHIN: Duration = Duration::from_secs(30);

/// A `redis-server` on a free loopback port, with a folder of its own. What it has acknowledged is on the disk.
///
/// Dropped, it is stopped, and its folder is removed.
#[derive(Debug)]
pub(crate) struct Redis {
    port: u16,
    folder: PathBuf,
    server: Option<Child>,
}

impl Redis {
    /// Starts one. `None`, with a word on what is left out, if `redis-server` is not installed: unless the variable
    /// `REQUIRE_REDIS` is set.
    ///
    /// # Panics
    ///
    /// If it does not start, or if it is required and not installed.
    #[must_use]
    pub(crate) fn start(left_out: &str) -> Option<Self> {
        static STARTED: AtomicU32 = AtomicU32::new(0);
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let folder =
            env::temp_dir().join(format!("middleware-tests-redis-{}-{number}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder for redis-server");
        // Another process may take a port between its being found free and its being used.
        for _ in 0..20 {
            let mut redis = Self { port: free_port(), folder: folder.clone(), server: None };
            match redis.try_start() {
                Ok(true) => return Some(redis),
                Ok(false) => drop(redis.server.take()),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    assert!(
                        env::var_os("REQUIRE_REDIS").is_none(),
                        "redis-server is required and not installed: `apt-get install redis-server`"
                    );
                    // Not by a macro, whose output the harness keeps from the person who runs the tests.
                    let _ = writeln!(
                        io::stderr(),
                        "LEFT OUT, as redis-server is not installed: {left_out}"
                    );
                    return None;
                }
                Err(error) => panic!("redis-server cannot be started: {error}"),
            }
            fs::create_dir_all(&folder).expect("a folder for redis-server");
        }
        panic!("redis-server found no free port");
    }

    /// Where it listens, for clients: `redis://127.0.0.1:6379`.
    #[must_use]
    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Kills it, like the system: it has no time to save anything. Nothing listens then.
    ///
    /// # Panics
    ///
    /// If it cannot be killed.
    pub(crate) fn kill(&mut self) {
        if let Some(mut server) = self.server.take() {
            server.kill().expect("redis-server is killed");
            server.wait().expect("redis-server has ended");
        }
    }

    /// Starts it again, on the same port and with what it has on the disk.
    ///
    /// # Panics
    ///
    /// If it does not start.
    pub(crate) fn restart(&mut self) {
        self.kill();
        assert!(
            self.try_start().expect("redis-server is installed"),
            "redis-server does not restart"
        );
    }

    /// Stops it in the middle of whatever it does: it takes connections, and does not answer.
    ///
    /// # Panics
    ///
    /// If it does not run.
    pub(crate) fn freeze(&self) {
        self.signal("-STOP");
    }

    /// Lets it go on.
    ///
    /// # Panics
    ///
    /// If it does not run.
    pub(crate) fn thaw(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let server = self.server.as_ref().expect("redis-server runs");
        let sent = Command::new("kill").arg(signal).arg(server.id().to_string()).status();
        assert!(sent.expect("`kill` is installed").success(), "redis-server takes no signal");
    }

    /// Whether it runs and answers. False if it has ended, as when the port was taken.
    fn try_start(&mut self) -> io::Result<bool> {
        let server = Command::new("redis-server")
            .args(["--bind", "127.0.0.1", "--port", &self.port.to_string()])
            .args(["--appendonly", "yes", "--appendfsync", "always", "--save", ""])
            .arg("--dir")
            .arg(&self.folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let server = self.server.insert(server);
        let started = Instant::now();
        while started.elapsed() < STARTS_WITHIN {
            if server.try_wait()?.is_some() {
                return Ok(false);
            }
            if answers(self.port).unwrap_or(false) {
                return Ok(true);
            }
            thread::sleep(Duration::from_millis(5));
        }
        panic!("redis-server does not answer");
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        if let Some(mut server) = self.server.take() {
            // What a destructor cannot do is not worth a second panic.
            let _ = server.kill();
            let _ = server.wait();
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("the port").port()
}

fn answers(port: u16) -> io::Result<bool> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
    stream.set_read_timeout(Some(Duration::from_secs(1)))?;
    stream.write_all(b"PING\r\n")?;
    let mut answer = [0; 7];
    stream.read_exact(&mut answer)?;
    // Anything else is an error: it still loads what it has on the disk.
    Ok(answer == *b"+PONG\r\n")
}

fn ask(redis: &Redis, command: &str, answer: &str) {
    let url = redis.url();
    let mut stream = TcpStream::connect(url.trim_start_matches("redis://")).unwrap();
    stream.write_all(format!("{command}\r\n").as_bytes()).unwrap();
    let mut read = vec![0; answer.len()];
    stream.read_exact(&mut read).unwrap();
    assert_eq!(String::from_utf8_lossy(&read), answer);
}

#[test]
fn it_keeps_what_it_has_acknowledged_and_is_gone_in_the_end() {
    let Some(mut redis) = Redis::start("a server that is killed and restarted") else { return };
    ask(&redis, "SET name Ada", "+OK\r\n");
    redis.restart();
    ask(&redis, "GET name", "$3\r\nAda\r\n");
    redis.freeze();
    redis.thaw();
    ask(&redis, "GET name", "$3\r\nAda\r\n");
    redis.kill();
    let address = redis.url().trim_start_matches("redis://").to_owned();
    assert!(TcpStream::connect(&address).is_err());
    drop(redis);
}
