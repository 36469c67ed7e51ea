//! `serve`: real HTTP, and an end when it is asked for one.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    process::{Child, Command, ExitStatus, Stdio},
    time::Duration,
};

use http::{HeaderMap, StatusCode};

use crate::command_line::{SAMPLE, Temporary, WRONG, assert_golden, cli, failure, result};

/// More than any machine needs.
const LONG: Duration = Duration::from_mins(2);

/// A server on a free port. It is ended if a test fails before it has ended it.
struct Server {
    process: Child,
    /// What it prints before the address.
    plans: String,
    /// `127.0.0.1:` and its port.
    addr: String,
    /// The same of the page with the figures.
    page: String,
}

impl Server {
    fn start(arguments: &[&str]) -> Self {
        let arguments = [&["serve", "--addr", "127.0.0.1:0"], arguments].concat();
        let mut process = cli(&arguments).stdout(Stdio::piped()).spawn().unwrap();
        let stdout = BufReader::new(process.stdout.take().unwrap());
        let mut server =
            Self { process, plans: String::new(), addr: String::new(), page: String::new() };
        for line in stdout.lines() {
            let line = line.unwrap();
            if let Some(addr) = line.strip_prefix("listening on http://") {
                addr.clone_into(&mut server.addr);
                return server;
            }
            if let Some(page) = line.strip_prefix("figures on http://") {
                page.clone_into(&mut server.page);
            }
            server.plans += &(line + "\n");
        }
        panic!("it does not say where it listens: {}", server.plans)
    }

    fn get(&self, path: &str, client: &str) -> (StatusCode, HeaderMap, String) {
        Self::get_from(&self.addr, path, client)
    }

    fn get_from(addr: &str, path: &str, client: &str) -> (StatusCode, HeaderMap, String) {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(LONG))
            .build();
        let request = ureq::Agent::new_with_config(config).get(format!("http://{addr}{path}"));
        let (parts, mut body) =
            request.header("x-forwarded-for", client).call().unwrap().into_parts();
        (parts.status, parts.headers, body.read_to_string().unwrap())
    }

    fn status(&self, path: &str, client: &str) -> u16 {
        self.get(path, client).0.as_u16()
    }

    /// A request that is under way for as long as the rest of its body does not come.
    fn begin_request(&self) -> TcpStream {
        let mut stream = TcpStream::connect(&self.addr).unwrap();
        stream.set_read_timeout(Some(LONG)).unwrap();
        let head = "POST /async HTTP/1.1\r\nhost: test\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n";
        stream.write_all(head.as_bytes()).unwrap();
        // Asked for the body: so the request has been accepted.
        let mut answer = [0; "HTTP/1.1 100 Continue\r\n\r\n".len()];
        stream.read_exact(&mut answer).unwrap();
        assert_eq!(&answer, b"HTTP/1.1 100 Continue\r\n\r\n");
        stream.write_all(b"a").unwrap();
        stream
    }

    fn signal(&self, signal: &str) {
        let sent = Command::new("kill").args([signal, &self.process.id().to_string()]).status();
        assert!(sent.unwrap().success());
    }

    /// Waits until no request is accepted any more.
    fn wait_until_closed(&self) {
        while TcpStream::connect(&self.addr).is_ok() {
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn wait(mut self) -> ExitStatus {
        self.process.wait().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn without_settings_it_is_a_timing_and_a_rate_limit_until_ctrl_c() {
    let server = Server::start(&["--limit", "1"]);
    for path in ["/sync", "/async"] {
        assert_eq!([server.status(path, ""), server.status(path, "")], [200, 429]);
    }
    server.signal("-INT");
    assert!(server.wait().success());
}

#[test]
fn by_threads_that_block_it_is_the_same() {
    let server = Server::start(&["--limit", "1", "--blocking"]);
    for path in ["/sync", "/async"] {
        assert_eq!([server.status(path, ""), server.status(path, "")], [200, 429]);
    }
    let mut under_way = server.begin_request();
    server.signal("-TERM");
    server.wait_until_closed();
    under_way.write_all(b"b").unwrap();
    let mut answer = String::new();
    under_way.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 429 "), "{answer}");
    assert!(server.wait().success());
}

#[test]
fn with_settings_each_layer_does_its_work_until_sigterm() {
    let (settings, maintenance) = (Temporary::new("all.toml"), Temporary::new("maintenance"));
    let list = format!(
        r#"middleware = [
            "examples.Timing",
            {{ name = "examples.Timeout", options = {{ seconds = 120 }} }},
            {{ name = "examples.TrustedProxies", options = {{ trusted = ["127.0.0.1"] }} }},
            {{ name = "examples.Maintenance", options = {{ file = '{}' }} }},
            {{ name = "examples.RateLimit", options = {{ limit = 2, per_seconds = 3600 }} }},
            {{ name = "examples.DebugThread", options = {{ enabled = true }} }},
        ]"#,
        maintenance.path()
    );
    fs::write(settings.path(), list).unwrap();

    let server = Server::start(&["--settings", settings.path()]);
    let plans = &server.plans;
    assert!(plans.starts_with("/sync\n") && plans.contains("\n/async\n"), "{plans}");
    for path in ["/sync", "/async"] {
        let (status, headers, body) = server.get(path, "192.0.2.1");
        assert_eq!((status, body), (StatusCode::OK, format!("hello from {}", view(path))));
        assert!(headers["x-request-duration"].to_str().unwrap().ends_with('s'));
        // A sync layer is around it, so it runs where code may block.
        assert!(headers["x-debug-thread"].to_str().unwrap().contains("middleware"), "{headers:?}");

        fs::write(maintenance.path(), "").unwrap();
        let (status, headers, body) = server.get(path, "192.0.2.1");
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(body, r#"{"error": "Under maintenance"}"#);
        assert!(headers.contains_key("x-request-duration"));
        assert!(!headers.contains_key("x-debug-thread"));
        fs::remove_file(maintenance.path()).unwrap();

        // Each client that the proxy names has a limit of its own.
        let statuses = |client| [server.status(path, client), server.status(path, client)];
        assert_eq!(statuses("192.0.2.1"), [200, 429]);
        assert_eq!(statuses("192.0.2.2"), [200, 200]);
    }
    server.signal("-TERM");
    assert!(server.wait().success());
}

fn view(path: &str) -> &'static str {
    if path == "/sync" { "a sync view" } else { "an async view" }
}

#[test]
fn its_plans_are_those_that_plan_prints() {
    let server = Server::start(&["--settings", SAMPLE]);
    let [sync_plan, async_plan] = ["sync", "async"].map(|view| {
        let shown = result(&["plan", SAMPLE, "--view", view]);
        shown.split("\nCalled from async code, ").next().unwrap().to_owned()
    });
    assert_eq!(server.plans, format!("/sync\n{sync_plan}\n/async\n{async_plan}\n"));
    server.signal("-TERM");
    assert!(server.wait().success());
}

#[test]
fn a_request_that_is_under_way_is_answered() {
    let server = Server::start(&["--settings", SAMPLE]);
    let mut stream = server.begin_request();
    server.signal("-TERM");
    server.wait_until_closed();
    stream.write_all(b"b").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(server.wait().success());
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let server = Server::start(&[]);
    let _under_way = server.begin_request();
    server.signal("-TERM");
    server.wait_until_closed();
    server.signal("-INT");
    assert_eq!(server.wait().code(), Some(1));
}

#[test]
fn the_figures_of_both_chains_have_a_port_of_their_own() {
    for arguments in [&["--admin", "0"][..], &["--admin", "127.0.0.1:0", "--blocking"]] {
        let server = Server::start(arguments);
        for path in ["/sync", "/async", "/async"] {
            assert_eq!(server.status(path, ""), 200);
        }
        let page = |path: &str| {
            let (status, _, body) = Server::get_from(&server.page, path, "");
            assert_eq!(status, StatusCode::OK, "{path}");
            body
        };
        let snapshot: serde_json::Value = serde_json::from_str(&page("/snapshot.json")).unwrap();
        let count = |at: usize| {
            let chain = &snapshot["chains"][at];
            (chain["name"].as_str().unwrap(), chain["total"]["count"].as_u64().unwrap())
        };
        assert_eq!([count(0), count(1)], [("/sync", 1), ("/async", 2)]);
        let metrics = page("/metrics");
        for line in [
            "middleware_request_duration_seconds_count{chain=\"/async\"} 2\n",
            "middleware_pool_max_threads{chain=\"/sync\"} ",
        ] {
            assert!(metrics.contains(line), "{metrics}");
        }
        // The caller's mode decides where the bridge is.
        let caller = if arguments.contains(&"--blocking") { "sync" } else { "async" };
        assert!(page("/plan.svg").contains(&format!("Called from {caller} code")));
        assert!(page("/").contains("<script src=\"/page.js\""));
        server.signal("-TERM");
        assert!(server.wait().success());
    }
}

#[test]
fn a_settings_file_lists_http_metrics_and_switches_the_figures_off() {
    let settings = Temporary::new("figures.toml");
    fs::write(settings.path(), "middleware = ['examples.HttpMetrics']\nobserve = false").unwrap();
    let server = Server::start(&["--settings", settings.path(), "--admin", "0"]);
    assert_eq!(server.status("/sync", ""), 200);
    let page = |path: &str| Server::get_from(&server.page, path, "").2;
    assert!(page("/snapshot.json").contains(r#""name":"/sync","observed":"#));
    assert!(!page("/snapshot.json").contains("HttpMetrics"));
    assert!(page("/plan.svg").contains("HttpMetrics"));
    let metrics = page("/metrics");
    let count =
        metrics.lines().find(|line| line.starts_with("http_server_request_duration_seconds_count"));
    let count = count.unwrap();
    assert!(count.contains("http_route=\"/sync\"") && count.ends_with("} 1"), "{count}");
}

#[test]
fn a_bad_address_of_the_figures_is_named() {
    for wrong in ["localhost", "65536", ":9090"] {
        let told = failure(2, &["serve", "--admin", wrong]);
        assert!(told.contains(&format!("invalid value '{wrong}' for '--admin <ADDR>'")), "{told}");
    }
    let told = failure(2, &["serve", "--slow", "3"]);
    assert!(told.contains("--admin <ADDR>"), "{told}");
}

#[test]
fn wrong_settings_are_told_before_anything_is_listened_on() {
    // Taken, so that to listen would fail with another error.
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = taken.local_addr().unwrap().to_string();
    let told = failure(1, &["serve", "--settings", WRONG, "--addr", &addr]);
    assert_golden(&told, "wrong.toml.txt");
}

#[test]
fn a_bad_address_is_named() {
    let told = failure(2, &["serve", "--addr", "localhost"]);
    assert!(told.contains("invalid value 'localhost' for '--addr <ADDR>'"), "{told}");
}

#[test]
fn a_taken_port_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = taken.local_addr().unwrap().to_string();
    let told = failure(1, &["serve", "--addr", &addr]);
    assert!(told.starts_with(&format!("error: cannot listen on {addr}: ")), "{told}");
}

#[test]
fn a_limit_beside_settings_is_refused() {
    let told = failure(2, &["serve", "--settings", SAMPLE, "--limit", "3"]);
    assert!(told.contains("'--settings <FILE>' cannot be used with '--limit <LIMIT>'"), "{told}");
}
