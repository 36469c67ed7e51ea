//! Two processes behind one Redis share a limit.
//!
//! The test starts its own binary twice, as two servers: one around a sync view, one around an async one.

use std::{
    env,
    io::{BufRead as _, BufReader},
    net::{Ipv4Addr, SocketAddr},
    process::{Child, Command, Stdio},
};

use crate::redis_server::Redis;
use axum::Router;
use middleware_core::Chain;
use middleware_examples::{
    RateLimit,
    rate_limit::{Quota, RedisStore},
    server,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use super::*;

/// The variable with the Redis of a server.
const REDIS_URL: &str = "RATE_LIMIT_TEST_REDIS";

/// The variable with the mode of its view.
const VIEW: &str = "RATE_LIMIT_TEST_VIEW";

const LIMIT: usize = 100;

/// A server in a process of its own, which ends with it.
struct Server {
    process: Child,
    addr: SocketAddr,
}

impl Server {
    fn start(redis: &Redis, view: &str) -> Self {
        let mut process = Command::new(env::current_exe().unwrap())
            .args(["--exact", "rate_limit::two_processes::serves", "--ignored", "--nocapture"])
            .env(REDIS_URL, redis.url())
            .env(VIEW, view)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let addr = lines
            .map(|line| line.unwrap())
            .find_map(|line| Some(line.split_once("listening on ")?.1.parse().unwrap()))
            .expect("it says where it listens");
        Self { process, addr }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // What a destructor cannot do is not worth a second panic.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The server: not a test by itself.
#[test]
#[ignore = "it is a server, which `share_a_limit_exactly` starts"]
fn serves() {
    let (Ok(url), Ok(view)) = (env::var(REDIS_URL), env::var(VIEW)) else { return };
    // It ends with the test that has started it, even if that one is killed.
    std::thread::spawn(|| {
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        std::process::exit(0);
    });
    let quota = Quota::new(u32::try_from(LIMIT).unwrap(), DAY);
    let store = RedisStore::new(&url, quota).unwrap().timeout(Duration::from_mins(1));
    let chain = Chain::<Request, Response>::new().with(RateLimit::on(store));
    let route = match &*view {
        "sync" => server::route(chain.view(sync_view).without_bridges()),
        _ => server::route(chain.view(async_view).without_bridges()),
    };
    multi_thread().block_on(async {
        let listener = server::listen((Ipv4Addr::LOCALHOST, 0).into()).await.unwrap();
        println!("listening on {}", listener.local_addr().unwrap());
        let router = Router::new().route("/", route);
        server::serve(listener, router, std::future::pending()).await.unwrap();
    });
}

#[test]
fn share_a_limit_exactly() {
    let Some(redis) = Redis::start("two processes that share a limit") else { return };
    let servers = [Server::start(&redis, "sync"), Server::start(&redis, "async")];
    let passed = multi_thread().block_on(async {
        // All are connected before the first one is sent.
        let mut connected = Vec::new();
        for _ in 0..500 {
            for server in &servers {
                connected.push(TcpStream::connect(server.addr).await.unwrap());
            }
        }
        let asked = connected.into_iter().map(|stream| tokio::spawn(status(stream)));
        let statuses = futures::future::try_join_all(asked).await.unwrap();
        assert_eq!(statuses.len(), 1000);
        assert!(statuses.iter().all(|status| matches!(status, 200 | 429)), "{statuses:?}");
        statuses.iter().filter(|status| **status == 200).count()
    });
    assert_eq!(passed, LIMIT);
}

async fn status(mut stream: TcpStream) -> u16 {
    stream
        .write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
        .await
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer.strip_prefix("HTTP/1.1 ").unwrap()[..3].parse().unwrap()
}
