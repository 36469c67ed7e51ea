//! The Redis that other tests use: it keeps what it has acknowledged, and is gone in the end.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
};

use middleware_tests::Redis;

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
