//! A server that is told to stop answers what has reached it, and then returns.

use std::{
    net::{SocketAddr, TcpStream},
    time::{Duration, Instant},
};

use middleware_core::Mode;
use middleware_examples::server::{BODY_LIMIT, Limits};

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
    answers_what_kept_connections_have_sent,
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
            let mut server = Running::start_with(kind, mode, Running::patient(), listener);
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

/// More clients than the server accepts at once, which send nothing and could do so for an hour: it neither waits for
/// them nor for room.
#[test]
fn ends_however_many_wait() {
    let limits = || Limits { connections: 8, ..Running::patient() };
    for kind in [Kind::Axum, Kind::Blocking] {
        let mut server = Running::start_with(kind, Mode::Sync, limits(), listen());
        let clients: Vec<_> = (0..100).map(|_| TcpStream::connect(server.addr).unwrap()).collect();
        server.stop();
        drop(clients);
    }
}

/// Requests that kept connections have sent before the server is told to stop.
fn answers_what_kept_connections_have_sent(server: &mut Running) {
    let mut clients: Vec<_> = (0..3 * WORKERS).map(|_| Raw::connect(server.addr)).collect();
    for client in &mut clients {
        client.send("GET / HTTP/1.1\r\nhost: test\r\n\r\n");
        assert_eq!(client.answer().header("connection"), None);
    }
    server.gate.open();
    for client in &mut clients {
        client.send(GATE);
    }
    server.tell_to_stop();
    for client in &mut clients {
        assert_eq!(client.answer().status(), 200);
    }
    server.stop();
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
#[test]
fn does_not_wait_for_ever() {
    let limits = || Limits { request: Duration::from_millis(200), ..Running::patient() };
    for kind in [Kind::Axum, Kind::Blocking] {
        let mut server = Running::start_with(kind, Mode::Sync, limits(), listen());
        let mut deaf = Raw::connect(server.addr);
        let head = format!("POST / HTTP/1.1\r\nhost: test\r\ncontent-length: {BODY_LIMIT}\r\n\r\n");
        deaf.send_until_it_waits([head.as_bytes(), &vec![0; BODY_LIMIT]].concat());
        let mut client = Raw::connect(server.addr);
        client.send(
            "POST / HTTP/1.1\r\nhost: test\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n",
        );
        client.head();
        server.stop();
        assert_eq!(client.answer().status(), 408);
        drop(deaf);
    }
}

/// No single wait reaches its limit here, as with clients that send a byte from time to time: the time to stop is limited
/// as a whole.
#[test]
fn does_not_take_longer_than_it_may() {
    let limits = || Limits { stop: Duration::from_millis(100), ..Running::patient() };
    for kind in [Kind::Axum, Kind::Blocking] {
        for mode in [Mode::Sync, Mode::Async] {
            let mut server = Running::start_with(kind, mode, limits(), listen());
            let mut clients =
                [GATE, "POST / HT", "POST / HTTP/1.1\r\nhost: test\r\ncontent-length: 9\r\n\r\nhi"]
                    .map(|request| {
                        let mut client = Raw::connect(server.addr);
                        client.send(request);
                        client
                    });
            server.gate.wait_for(1);
            server.stop();
            // Their connections are closed with the server's runtime.
            for client in &mut clients {
                client.is_closed();
            }
        }
    }
}
