//! Clients that go away, take their time or do not speak HTTP; and a view that panics.

use std::time::Duration;

use http::StatusCode;
use middleware_core::Mode;
use middleware_examples::server::Limits;

use crate::servers::{
    client::{Raw, agent},
    on_each_server,
    running::{Kind, Running, WORKERS, listen},
};

on_each_server!(
    gone_after_half_a_head,
    gone_after_half_a_body,
    a_byte_at_a_time,
    slow_ones_keep_out_nobody,
    a_bad_request_line,
    smuggling,
    a_view_that_panics,
);

fn still_serves(server: &Running) {
    let mut response = agent().post(server.url("/")).send("hello").unwrap();
    assert_eq!(response.body_mut().read_to_string().unwrap(), "hello");
}

fn gone_after_half_a_head(server: &Running) {
    // More than the blocking server has workers: none of them is lost.
    for _ in 0..3 * WORKERS {
        Raw::connect(server.addr).send("GET / HTTP/1.1\r\nho");
    }
    still_serves(server);
}

fn gone_after_half_a_body(server: &Running) {
    for _ in 0..3 * WORKERS {
        let mut client = Raw::connect(server.addr);
        client.send("POST / HTTP/1.1\r\nhost: test\r\ncontent-length: 10\r\n\r\nhello");
    }
    // The chain has seen none of them: it would have said so.
    let mut client = Raw::connect(server.addr);
    client.send("POST /gate HTTP/1.1\r\nhost: test\r\ncontent-length: 10\r\n\r\nhello");
    client.end_of_sending();
    client.is_not_answered_with_200();
    still_serves(server);
}

fn a_byte_at_a_time(server: &Running) {
    let mut client = Raw::connect(server.addr);
    for byte in b"POST / HTTP/1.1\r\nhost: test\r\ncontent-length: 5\r\n\r\nhello" {
        client.send([*byte]);
        std::thread::sleep(Duration::from_millis(1));
    }
    assert_eq!(client.answer().body, b"hello");
}

fn slow_ones_keep_out_nobody(server: &Running) {
    let mut slow: Vec<_> = (0..3 * WORKERS).map(|_| Raw::connect(server.addr)).collect();
    for client in &mut slow {
        client.send("POST / HTTP/1.1\r\nhost: test\r\ncontent-length: 5\r\n\r\nhel");
    }
    for _ in 0..20 {
        still_serves(server);
    }
    for client in &mut slow {
        client.send("lo");
        assert_eq!(client.answer().body, b"hello");
    }
}

/// Those that are too slow lose their connection.
#[test]
fn too_slow() {
    let limits = || Limits { request: Duration::from_millis(200), ..Running::patient() };
    for kind in [Kind::Axum, Kind::Blocking] {
        let server = Running::start_with(kind, Mode::Sync, limits(), listen());
        let mut slow: Vec<_> = (0..3 * WORKERS).map(|_| Raw::connect(server.addr)).collect();
        for (at, client) in slow.iter_mut().enumerate() {
            client.send(
                ["", "GET", "POST / HTTP/1.1\r\nhost: test\r\ncontent-length: 5\r\n\r\nhel"]
                    [at % 3],
            );
        }
        for (at, client) in slow.iter_mut().enumerate() {
            if at % 3 == 2 {
                assert_eq!(client.answer().status(), 408);
            }
            client.is_closed();
        }
        still_serves(&server);
    }
}

fn a_bad_request_line(server: &Running) {
    for line in ["nonsense", "GET /", "GET  / HTTP/1.1", "G\u{e9}T / HTTP/1.1", "GET / HTTP/3.7"] {
        let mut client = Raw::connect(server.addr);
        client.send(format!("{line}\r\nhost: test\r\n\r\n"));
        let head = client.head();
        assert!(head.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{line}: {head}");
        client.is_closed();
    }
    still_serves(server);
}

/// What a proxy in front might read as another request than the server: neither is served.
fn smuggling(server: &Running) {
    for headers in [
        "transfer-encoding: gzip",
        "transfer-encoding: xchunked",
        "content-length: 1\r\ncontent-length: 2",
        "content-length: +1",
        "transfer-encoding : chunked",
    ] {
        let mut client = Raw::connect(server.addr);
        client.send(format!("POST / HTTP/1.1\r\nhost: test\r\n{headers}\r\n\r\n"));
        client.send("GET /smuggled HTTP/1.1\r\nhost: test\r\n\r\n");
        let head = client.head();
        assert!(head.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{headers}: {head}");
        client.is_closed();
    }
}

fn a_view_that_panics(server: &Running) {
    let agent = agent();
    // More often than the blocking server has workers: each lives on.
    for _ in 0..3 * WORKERS {
        let mut response = agent.get(server.url("/panic")).call().unwrap();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(response.body_mut().read_to_string().unwrap(), "something went wrong\n");
    }
    still_serves(server);
}
