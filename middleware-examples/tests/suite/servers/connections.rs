//! Connections: kept, closed, and with several requests on their way.

use crate::servers::{
    client::Raw,
    on_each_server,
    running::{Running, WORKERS},
};

on_each_server!(
    kept_for_the_next_request,
    closed_when_the_client_says_so,
    closed_after_http_1_0,
    several_requests_at_once,
    idle_ones_keep_out_nobody,
    silent_ones_keep_out_nobody,
    more_kept_ones_than_workers,
    answers_a_client_that_has_ended_its_side,
);

const GET: &str = "GET / HTTP/1.1\r\nhost: test\r\n\r\n";

fn kept_for_the_next_request(server: &Running) {
    let mut client = Raw::connect(server.addr);
    for _ in 0..3 {
        client.send(GET);
        let answer = client.answer();
        assert_eq!((answer.status(), answer.header("connection")), (200, None));
        client.send("POST / HTTP/1.1\r\nhost: test\r\ncontent-length: 2\r\n\r\nhi");
        assert_eq!(client.answer().body, b"hi");
    }
}

fn closed_when_the_client_says_so(server: &Running) {
    let mut client = Raw::connect(server.addr);
    client.send("GET / HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n");
    let answer = client.answer();
    assert_eq!((answer.status(), answer.header("connection")), (200, Some("close")));
    client.is_closed();
}

fn closed_after_http_1_0(server: &Running) {
    let mut client = Raw::connect(server.addr);
    client.send("GET / HTTP/1.0\r\n\r\n");
    assert!(client.head().contains(" 200 OK\r\n"));
    client.is_closed();
}

fn several_requests_at_once(server: &Running) {
    let mut client = Raw::connect(server.addr);
    let requests = (0..20).map(|number| {
        format!("POST /?{number} HTTP/1.1\r\nhost: test\r\ncontent-length: 2\r\n\r\n{number:02}")
    });
    client.send(requests.collect::<Vec<_>>().concat());
    for number in 0..20 {
        let answer = client.answer();
        assert_eq!(answer.header("target"), Some(&*format!("/?{number}")));
        assert_eq!(answer.body, format!("{number:02}").as_bytes());
    }
}

/// As many connections as the blocking server has workers, and more, each kept after a request.
fn idle_ones_keep_out_nobody(server: &Running) {
    let clients: Vec<_> = (0..3 * WORKERS)
        .map(|_| {
            let mut client = Raw::connect(server.addr);
            client.send(GET);
            assert_eq!(client.answer().status(), 200);
            client
        })
        .collect();
    drop(clients);
}

/// Nor do connections that have sent nothing, or half a head.
fn silent_ones_keep_out_nobody(server: &Running) {
    let mut clients: Vec<_> = (0..3 * WORKERS).map(|_| Raw::connect(server.addr)).collect();
    for client in clients.iter_mut().step_by(2) {
        client.send("GET / HTTP/1.1\r\nho");
    }
    let mut good = Raw::connect(server.addr);
    good.send(GET);
    assert_eq!(good.answer().status(), 200);
}

/// Every connection is kept, so each request on it is answered.
fn more_kept_ones_than_workers(server: &Running) {
    std::thread::scope(|scope| {
        for _ in 0..3 * WORKERS {
            scope.spawn(|| {
                let mut client = Raw::connect(server.addr);
                for _ in 0..20 {
                    client.send(GET);
                    let answer = client.answer();
                    assert_eq!((answer.status(), answer.header("connection")), (200, None));
                }
            });
        }
    });
}

fn answers_a_client_that_has_ended_its_side(server: &Running) {
    let mut client = Raw::connect(server.addr);
    client.send("POST / HTTP/1.1\r\nhost: test\r\ncontent-length: 2\r\n\r\nhi");
    client.end_of_sending();
    assert_eq!(client.answer().body, b"hi");
    client.is_closed();
}
