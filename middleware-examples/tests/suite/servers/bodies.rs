//! Bodies: up to the limit and beyond, in chunks, and after a question whether they are welcome.

use http::StatusCode;
use middleware_examples::server::BODY_LIMIT;

use crate::servers::{
    client::{Raw, agent},
    on_each_server,
    running::Running,
};

on_each_server!(
    as_long_as_may_be,
    too_long,
    too_long_and_not_sent_to_the_end,
    far_too_long,
    in_chunks,
    too_long_in_chunks,
    expect_100_continue,
    bad_chunks,
);

fn as_long_as_may_be(server: &Running) {
    let body: Vec<u8> = (0..=250).cycle().take(BODY_LIMIT).collect();
    let mut response = agent().post(server.url("/")).send(&body).unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let echoed = response.body_mut().with_config().limit(u64::MAX).read_to_vec().unwrap();
    assert!(echoed == body, "{} bytes came back", echoed.len());
}

fn too_long(server: &Running) {
    let response = agent().post(server.url("/")).send(vec![0; BODY_LIMIT + 1]).unwrap();
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let response = agent().post(server.url("/")).send("short").unwrap();
    assert_eq!(response.status(), StatusCode::OK);
}

/// The answer does not wait for the rest.
fn too_long_and_not_sent_to_the_end(server: &Running) {
    let mut client = Raw::connect(server.addr);
    client.send("POST / HTTP/1.1\r\nhost: test\r\ncontent-length: 1000000000\r\n\r\n");
    client.send(vec![0; BODY_LIMIT + 1]);
    assert_eq!(client.answer().status(), 413);
    client.is_closed();
}

/// A client that sends all of it before it reads gets to read why it was refused.
fn far_too_long(server: &Running) {
    let mut client = Raw::connect(server.addr);
    let length = 8 * BODY_LIMIT;
    client.send(format!("POST / HTTP/1.1\r\nhost: test\r\ncontent-length: {length}\r\n\r\n"));
    client.send(vec![0; length]);
    assert_eq!(client.answer().status(), 413);
    client.is_closed();
}

fn in_chunks(server: &Running) {
    let mut client = Raw::connect(server.addr);
    client.send("POST / HTTP/1.1\r\nhost: test\r\ntransfer-encoding: chunked\r\n\r\n");
    client.send("5\r\nhello\r\n");
    client.send("1;extension=1\r\n,\r\n6\r\n wor");
    client.send("ld\r\n0\r\ntrailer: 1\r\n\r\n");
    let answer = client.answer();
    assert_eq!((answer.status(), &*answer.body), (200, &b"hello, world"[..]));
}

fn too_long_in_chunks(server: &Running) {
    let mut client = Raw::connect(server.addr);
    client.send("POST / HTTP/1.1\r\nhost: test\r\ntransfer-encoding: chunked\r\n\r\n");
    client.send(format!("{:x}\r\n", BODY_LIMIT + 1));
    client.send(vec![b'x'; BODY_LIMIT + 1]);
    assert_eq!(client.answer().status(), 413);
}

fn expect_100_continue(server: &Running) {
    let mut client = Raw::connect(server.addr);
    client
        .send("POST / HTTP/1.1\r\nhost: test\r\nexpect: 100-continue\r\ncontent-length: 5\r\n\r\n");
    assert_eq!(client.head(), "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("hello");
    let answer = client.answer();
    assert_eq!((answer.status(), &*answer.body), (200, &b"hello"[..]));
}

fn bad_chunks(server: &Running) {
    let mut client = Raw::connect(server.addr);
    client.send("POST / HTTP/1.1\r\nhost: test\r\ntransfer-encoding: chunked\r\n\r\nno length\r\n");
    assert_eq!(client.answer().status(), 400);
    client.is_closed();
}
