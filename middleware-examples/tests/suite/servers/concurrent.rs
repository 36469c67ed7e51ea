//! Many clients at once.

use std::net::TcpStream;

use http::StatusCode;

use crate::servers::{
    client::agent,
    on_each_server,
    running::{PATIENCE, Running, listen},
};

on_each_server!(two_hundred_at_once);

fn two_hundred_at_once(server: &Running) {
    std::thread::scope(|scope| {
        for number in 0..200 {
            let url = server.url("/");
            scope.spawn(move || {
                let body = format!("request {number}");
                let mut response = agent().post(url).send(&body).unwrap();
                assert_eq!(response.status(), StatusCode::OK);
                assert_eq!(response.body_mut().read_to_string().unwrap(), body);
            });
        }
    });
}

/// The standard library would let the system keep 128 connections, and further clients would try again after a second.
#[test]
fn the_system_keeps_many_connections_for_the_server() {
    let listener = listen();
    let addr = listener.local_addr().unwrap();
    let connect = |_| TcpStream::connect_timeout(&addr, PATIENCE).unwrap();
    let clients: Vec<_> = (0..200).map(connect).collect();
    drop((clients, listener));
}
