//! The limits of a server: connections, and the memory for bodies.

use std::time::Instant;

use middleware_core::Mode;
use middleware_examples::server::Limits;

use crate::servers::{
    client::Raw,
    running::{Kind, PATIENCE, Running, listen},
};

const GET: &str = "GET / HTTP/1.1\r\nhost: test\r\n\r\n";

fn on_each_server(limits: &Limits, test: impl Fn(&mut Running)) {
    for kind in [Kind::Axum, Kind::Blocking] {
        for mode in [Mode::Sync, Mode::Async] {
            test(&mut Running::start_with(kind, mode, limits.clone(), listen()));
        }
    }
}

/// The last one that has room is not kept, so that the next one gets in.
#[test]
fn a_full_server_keeps_no_connection() {
    let limits = Limits { connections: 2, ..Running::patient() };
    on_each_server(&limits, |server| {
        let mut kept = Raw::connect(server.addr);
        kept.send(GET);
        assert_eq!(kept.answer().header("connection"), None);
        for _ in 0..5 {
            let mut client = Raw::connect(server.addr);
            client.send(GET);
            let answer = client.answer();
            assert_eq!((answer.status(), answer.header("connection")), (200, Some("close")));
            client.is_closed();
        }
    });
}

/// Further clients wait, and are answered when the others have gone.
#[test]
fn more_clients_than_connections() {
    let limits = Limits { connections: 2, ..Running::patient() };
    on_each_server(&limits, |server| {
        let mut clients: Vec<_> = (0..10).map(|_| Raw::connect(server.addr)).collect();
        for client in &mut clients {
            client.send(GET);
        }
        for mut client in clients {
            assert_eq!(client.answer().status(), 200);
        }
    });
}

/// The first body is in the view, and the second one does not fit beside it.
#[test]
fn bodies_at_once() {
    let limits = Limits { bodies: 10, ..Running::patient() };
    on_each_server(&limits, |server| {
        let post = |path: &str, body: &str| {
            let mut client = Raw::connect(server.addr);
            let length = body.len();
            client.send(format!(
                "POST {path} HTTP/1.1\r\nhost: test\r\ncontent-length: {length}\r\n\r\n{body}"
            ));
            client
        };
        let mut first = post("/gate", "12345678");
        server.gate.wait_for(1);
        assert_eq!(post("/", "123").answer().status(), 503);
        assert_eq!(post("/", "12").answer().status(), 200);
        assert_eq!(post("/", "").answer().status(), 200);
        server.gate.open();
        assert_eq!(first.answer().body, b"12345678");
        // The server drops the body soon after the client has it.
        let start = Instant::now();
        while post("/", "1234567890").answer().status() != 200 {
            assert!(start.elapsed() < PATIENCE, "the memory is not returned");
        }
    });
}

/// One that is too big for the server is refused in the middle, and nothing of it is kept.
#[test]
fn a_body_that_never_fits() {
    let limits = Limits { bodies: 10, ..Running::patient() };
    on_each_server(&limits, |server| {
        for _ in 0..3 {
            let mut client = Raw::connect(server.addr);
            client.send("POST / HTTP/1.1\r\nhost: test\r\ntransfer-encoding: chunked\r\n\r\n");
            client.send("8\r\n12345678\r\n");
            client.send("8\r\n12345678\r\n0\r\n\r\n");
            assert_eq!(client.answer().status(), 503);
            client.is_closed();
        }
        let mut client = Raw::connect(server.addr);
        client.send("POST / HTTP/1.1\r\nhost: test\r\ncontent-length: 10\r\n\r\n1234567890");
        assert_eq!(client.answer().status(), 200);
    });
}
