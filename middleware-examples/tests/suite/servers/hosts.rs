//! The host of a request: exactly one, and a valid one, so that a chain that goes by the host has one to go by.

use crate::servers::{client::Raw, on_each_server, running::Running};

on_each_server!(
    valid_hosts,
    no_host_or_two,
    invalid_hosts,
    an_invalid_host_of_the_target,
    a_path_without_a_chain
);

fn status(server: &Running, head: &[u8]) -> u16 {
    let mut client = Raw::connect(server.addr);
    client.send(head);
    client.answer().status()
}

fn status_of_host(server: &Running, path: &str, host: &[u8]) -> u16 {
    let line = format!("GET {path} HTTP/1.1\r\nhost: ");
    status(server, &[line.as_bytes(), host, b"\r\n\r\n"].concat())
}

fn valid_hosts(server: &Running) {
    // The RFC permits an empty port, and an empty host if the target has none.
    for host in [
        "test",
        "a-b_c.example.",
        "127.0.0.1:80",
        "test:65535",
        "test:",
        "[::1]:80",
        "[::]",
        "%41~!",
        "",
    ] {
        assert_eq!(status_of_host(server, "/", host.as_bytes()), 200, "{host:?}");
    }
}

fn no_host_or_two(server: &Running) {
    for hosts in ["", "host: a\r\nhost: b\r\n", "host: a\r\nhost: a\r\n"] {
        let head = format!("GET / HTTP/1.1\r\n{hosts}\r\n");
        assert_eq!(status(server, head.as_bytes()), 400, "{hosts:?}");
    }
    // HTTP/1.0 requires none.
    assert_eq!(status(server, b"GET / HTTP/1.0\r\n\r\n"), 200);
    assert_eq!(status(server, b"GET / HTTP/1.0\r\nhost: a\r\nhost: b\r\n\r\n"), 400);
}

fn invalid_hosts(server: &Running) {
    for host in [
        "a b",
        "a, b",
        "user@test",
        "user:password@test",
        "http://test",
        "test/path",
        "test?query",
        "test#part",
        "te\\st",
        "\"test\"",
        "<test>",
        "te%st",
        "te%4",
        "test:port",
        "test:65536",
        "test:-1",
        "test:+1",
        "test:80:80",
        ":80",
        "::1",
        "[::1",
        "::1]",
        "[::g]",
        "[test]",
        "[fe80::1%25eth0]",
        "[::1]80",
        "[]",
    ] {
        assert_eq!(status_of_host(server, "/", host.as_bytes()), 400, "{host:?}");
    }
    assert_eq!(status_of_host(server, "/", b"caf\xe9"), 400);
}

fn an_invalid_host_of_the_target(server: &Running) {
    let status = |target: &str| status_of_host(server, target, b"test");
    assert_eq!(status("http://test:80/"), 200);
    for target in ["http://user@test/", "http://test:port/", "http://test:65536/"] {
        assert_eq!(status(target), 400, "{target:?}");
    }
}

fn a_path_without_a_chain(server: &Running) {
    assert_eq!(status_of_host(server, "/elsewhere", b"user@test"), 400);
}
