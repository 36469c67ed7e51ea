//! The examples' middlewares over real HTTP, and called directly.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use axum::Router;
use http::{StatusCode, header};
use middleware_core::{Chain, Mode};
use middleware_examples::{RateLimit, Request, Response, Timing, server, views};
use middleware_tests::drive::{TestRuntime, multi_thread};

const MINUTE: Duration = Duration::from_mins(1);

/// A server on a free loopback port, with a chain around a sync view and one around an async view.
struct Server {
    addr: SocketAddr,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    task: tokio::task::JoinHandle<Result<(), server::ServeError>>,
    runtime: TestRuntime,
}

impl Server {
    fn start(limit: u32) -> Self {
        // A day: so long that none comes back while the test runs.
        let layers = || {
            Chain::<Request, Response>::new()
                .with(Timing::layer())
                .with(RateLimit::in_memory(limit, 24 * 60 * MINUTE))
        };
        let sync_app = layers().view(views::hello_sync);
        let async_app = layers().view(views::hello_async);
        assert_eq!((sync_app.mode(), async_app.mode()), (Mode::Sync, Mode::Async));

        let runtime = multi_thread();
        let any_port = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let listener = runtime.block_on(server::listen(any_port)).unwrap();
        let addr = listener.local_addr().unwrap();
        let router = Router::new()
            .route("/sync", server::route(sync_app))
            .route("/async", server::route(async_app));
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let task = runtime.spawn(server::serve(listener, router, async {
            let _ = stopped.await;
        }));
        Self { addr, stop: Some(stop), task, runtime }
    }

    fn get(&self, path: &str) -> http::Response<String> {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(MINUTE))
            .build();
        let agent = ureq::Agent::new_with_config(config);
        let response = agent.get(format!("http://{}{path}", self.addr)).call().unwrap();
        let (parts, mut body) = response.into_parts();
        http::Response::from_parts(parts, body.read_to_string().unwrap())
    }

    fn stop(mut self) {
        self.stop.take().unwrap().send(()).unwrap();
        self.runtime.block_on(self.task).unwrap().unwrap();
    }
}

/// Whether this is seconds as Django's tutorial prints them: `0.0123s`.
fn is_duration(value: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let Some((whole, fraction)) =
        value.strip_suffix('s').and_then(|seconds| seconds.split_once('.'))
    else {
        return false;
    };
    digits(whole) && digits(fraction) && fraction.len() == 4
}

#[test]
fn both_halves_serve_http() {
    let server = Server::start(3);
    for (path, text) in
        [("/sync", "hello from a sync view"), ("/async", "hello from an async view")]
    {
        for _ in 0..3 {
            let response = server.get(path);
            assert_eq!(response.status(), StatusCode::OK);
            assert_eq!(response.body(), text);
            let duration = response.headers()["x-request-duration"].to_str().unwrap();
            assert!(is_duration(duration), "{duration}");
            // The views take at least two milliseconds, so the layer has measured the view.
            let seconds: f64 = duration.trim_end_matches('s').parse().unwrap();
            assert!(seconds >= 0.002, "{duration}");
        }
        let refused = server.get(path);
        assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(refused.body(), r#"{"error": "Rate limit exceeded"}"#);
        assert_eq!(refused.headers()[header::CONTENT_TYPE], "application/json");
        assert!(is_duration(refused.headers()["x-request-duration"].to_str().unwrap()));
    }
    server.stop();
}

#[test]
fn concurrent_requests_over_http_pass_exactly_up_to_the_limit() {
    let server = Server::start(20);
    for path in ["/sync", "/async"] {
        let passed = AtomicU32::new(0);
        std::thread::scope(|scope| {
            for _ in 0..10 {
                scope.spawn(|| {
                    for _ in 0..5 {
                        match server.get(path).status() {
                            StatusCode::OK => passed.fetch_add(1, Ordering::Relaxed),
                            StatusCode::TOO_MANY_REQUESTS => 0,
                            other => panic!("{other}"),
                        };
                    }
                });
            }
        });
        assert_eq!(passed.into_inner(), 20, "{path}");
    }
    server.stop();
}
