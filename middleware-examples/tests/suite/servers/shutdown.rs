//! A server that is told to stop answers what has reached it, and then returns.

use std::{
    net::{SocketAddr, TcpStream},
    num::NonZero,
    time::{Duration, Instant},
};

use middleware_core::Mode;
use middleware_examples::server::{BODY_LIMIT, blocking::Config};

use crate::servers::{
    client::Raw,
    on_each_server,
    running::{Kind, PATIENCE, Running, WORKERS, listen},
};

on_each_server!(
    answers_what_is_inside,
    answers_what_has_arrived_only_just,
    ends_without_a_request,
    waits_for_the_rest_of_a_request,
);

const GATE: &str = "POST /gate HTTP/1.1\r\nhost: test\r\ncontent-length: 2\r\n\r\nhi";

/// As many as the blocking server has workers are known to be inside; as many again are sent, and wait for one there.
fn answers_what_is_inside(server: &mut Running) {
    let mut clients: Vec<_> = (0..2 * WORKERS).map(|_| Raw::connect(server.addr)).collect();
    for client in &mut clients {
        client.send(GATE);
    }
    let inside = if server.kind == Kind::Axum { clients.len() } else { WORKERS };
    server.gate.wait_for(inside);

    server.tell_to_stop();
    refuses_new_ones(server);
    assert!(!server.has_returned(), "requests are inside");
    server.gate.open();
    for client in &mut clients {
        let answer = client.answer();
        assert_eq!((answer.status(), &*answer.body), (200, &b"hi"[..]));
        assert_eq!(answer.header("connection"), Some("close"));
        client.is_closed();
    }
    server.stop();
}

/// Returns once nobody is let in any more.
fn refuses_new_ones(server: &Running) {
    let start = Instant::now();
    // Until it has got the message, connections are taken, and closed when it has.
    while TcpStream::connect(server.addr).is_ok() {
        assert!(start.elapsed() < PATIENCE, "still lets clients in");
        std::thread::yield_now();
    }
}

/// The requests are sent, and nothing is known of what the server has read of them.
fn answers_what_has_arrived_only_just(server: &mut Running) {
    server.gate.open();
    let mut clients = clients_of(server.addr);
    server.tell_to_stop();
    for client in &mut clients {
        assert_eq!(client.answer().status(), 200);
    }
    server.stop();
}

/// The server is told to stop before it has taken a connection, and the system has taken many for it.
#[test]
fn answers_what_the_system_has_taken() {
    for kind in [Kind::Axum, Kind::Blocking] {
        for mode in [Mode::Sync, Mode::Async] {
            let listener = listen();
            let mut clients = clients_of(listener.local_addr().unwrap());
            let mut server = Running::start_with(kind, mode, &Config::default(), listener);
            server.tell_to_stop();
            server.gate.open();
            for client in &mut clients {
                assert_eq!(client.answer().status(), 200, "{kind:?}, {mode:?}");
            }
            server.stop();
        }
    }
}

/// Many clients that have sent a request.
fn clients_of(addr: SocketAddr) -> Vec<Raw> {
    let mut clients: Vec<_> = (0..8 * WORKERS).map(|_| Raw::connect(addr)).collect();
    for client in &mut clients {
        client.send(GATE);
    }
    clients
}

/// Connections that are new or kept do not delay the end.
fn ends_without_a_request(server: &mut Running) {
    let mut new = Raw::connect(server.addr);
    let mut kept = Raw::connect(server.addr);
    kept.send("GET / HTTP/1.1\r\nhost: test\r\n\r\n");
    assert_eq!(kept.answer().status(), 200);
    let start = Instant::now();
    server.stop();
    assert!(start.elapsed().as_secs() < 4, "before any of the limits on waiting");
    new.is_closed();
    kept.is_closed();
}

/// More clients than the blocking server lets wait at once, which send nothing and could do so for an hour: it neither
/// waits for them nor for room.
#[test]
fn ends_however_many_wait() {
    let hour = Duration::from_hours(1);
    let waiting = NonZero::new(8).unwrap();
    let config = Config { waiting, idle: hour, request: hour, ..Config::default() };
    let mut server = Running::start_with(Kind::Blocking, Mode::Sync, &config, listen());
    let clients: Vec<_> = (0..100).map(|_| TcpStream::connect(server.addr).unwrap()).collect();
    server.stop();
    drop(clients);
}

fn waits_for_the_rest_of_a_request(server: &mut Running) {
    let mut client = Raw::connect(server.addr);
    client
        .send("POST / HTTP/1.1\r\nhost: test\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n");
    // So the server has the head.
    assert_eq!(client.head(), "HTTP/1.1 100 Continue\r\n\r\n");
    server.tell_to_stop();
    refuses_new_ones(server);
    client.send("hi");
    assert_eq!(client.answer().body, b"hi");
    server.stop();
}

/// Clients that never complete their requests, or never read their responses, do not keep the server from stopping.
/// (The axum server has the same limits, but none that a test can shorten.)
#[test]
fn does_not_wait_for_ever() {
    let config = Config { request: Duration::from_millis(200), ..Config::default() };
    let mut server = Running::start_with(Kind::Blocking, Mode::Sync, &config, listen());
    let mut deaf = Raw::connect(server.addr);
    let head = format!("POST / HTTP/1.1\r\nhost: test\r\ncontent-length: {BODY_LIMIT}\r\n\r\n");
    deaf.send_until_it_waits([head.as_bytes(), &vec![0; BODY_LIMIT]].concat());
    let mut client = Raw::connect(server.addr);
    client
        .send("POST / HTTP/1.1\r\nhost: test\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n");
    client.head();
    server.stop();
    assert_eq!(client.answer().status(), 408);
    drop(deaf);
}
