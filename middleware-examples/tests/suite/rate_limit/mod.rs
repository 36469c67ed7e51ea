//! The rate limit of the examples, in memory and on Redis, alone and shared by processes.

mod memory;
mod no_thread;
mod redis;
mod two_processes;
mod when_redis_fails;

use std::{
    net::IpAddr,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use middleware_core::{AsyncCall, Call, GetResponse};
use middleware_examples::{ClientAddr, Request, Response};
use middleware_tests::drive::multi_thread;

/// So long that none comes back while a test runs.
const DAY: Duration = Duration::from_hours(24);

fn request_from(addr: &str) -> Request {
    let mut request = Request::default();
    request.extensions_mut().insert(ClientAddr(addr.parse::<IpAddr>().unwrap()));
    request
}

fn with_key(key: &str) -> Request {
    let mut request = Request::default();
    request.headers_mut().insert("x-key", key.parse().unwrap());
    request
}

fn by_key(request: &Request) -> Option<String> {
    Some(request.headers().get("x-key")?.to_str().ok()?.to_owned())
}

fn sync_view(_: Request) -> Response {
    Response::default()
}

async fn async_view(_: Request) -> Response {
    tokio::task::yield_now().await;
    Response::default()
}

/// How many of so many requests pass, from threads that call at the same time.
fn passed_from_threads<H>(app: &GetResponse<H>, threads: u32, each: u32) -> u32
where
    H: Call<Request, Response = Response>,
{
    let (passed, together) = (AtomicU32::new(0), std::sync::Barrier::new(threads as usize));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                together.wait();
                for _ in 0..each {
                    count(&app.call(request_from("192.0.2.1")), &passed);
                }
            });
        }
    });
    passed.into_inner()
}

/// How many of so many requests pass, each of a task of its own.
fn passed_from_tasks<H>(app: &GetResponse<H>, tasks: u32) -> u32
where
    H: AsyncCall<Request, Response = Response>,
{
    let passed = AtomicU32::new(0);
    let tasks = multi_thread().block_on(async {
        let tasks: Vec<_> = (0..tasks)
            .map(|_| {
                let app = app.clone();
                tokio::spawn(async move { app.acall(request_from("192.0.2.1")).await })
            })
            .collect();
        futures::future::try_join_all(tasks).await.unwrap()
    });
    for response in &tasks {
        count(response, &passed);
    }
    passed.into_inner()
}

fn count(response: &Response, passed: &AtomicU32) {
    match response.status().as_u16() {
        200 => passed.fetch_add(1, Ordering::Relaxed),
        429 => 0,
        other => panic!("{other}"),
    };
}
