//! The HTTP metrics of servers and clients: names, attributes, and what is not in them.

use http::{Method, StatusCode};
use metrics::Unit;
use metrics_util::debugging::{DebugValue, DebuggingRecorder};
use middleware_core::Chain;
use middleware_examples::{
    HttpMetrics, Request, Response,
    client::{self, CLIENT_DURATION, ClientError, ClientResult},
    http_metrics::{Route, SERVER_DURATION},
    server::{self, blocking},
};

use crate::servers::client::agent;

/// What is recorded meanwhile on this thread: the attributes of each measurement, sorted.
fn recorded(name: &str, run: impl FnOnce()) -> Vec<String> {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    metrics::with_local_recorder(&recorder, run);
    let mut measurements = Vec::new();
    for (key, unit, _, value) in snapshotter.snapshot().into_vec() {
        let DebugValue::Histogram(values) = value else { panic!("{key:?}") };
        assert!(unit.is_none_or(|unit| unit == Unit::Seconds));
        assert!(values.iter().all(|value| (0.0..60.0).contains(&value.into_inner())));
        assert_eq!(key.key().name(), name);
        let labels = key.key().labels().map(|label| format!("{}={}", label.key(), label.value()));
        let mut labels: Vec<_> = labels.collect();
        labels.sort();
        measurements.extend(vec![labels.join(" "); values.len()]);
    }
    measurements.sort();
    measurements
}

fn request(method: &str, uri: &str) -> Request {
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    http::Request::builder().method(method).uri(uri).header("host", "a").body("".into()).unwrap()
}

/// Answers with the status that is the path.
fn view(request: &Request) -> Response {
    let path = request.uri().path().trim_start_matches('/');
    let mut response = Response::default();
    *response.status_mut() = StatusCode::from_bytes(path.as_bytes()).unwrap();
    response
}

#[test]
fn a_server_records_the_attributes_of_the_conventions() {
    let layers = || Chain::<Request, Response>::new().with(HttpMetrics::layer());
    let sync_app = layers().view(|request: Request| view(&request));
    let async_app = layers().view(async |request: Request| view(&request));
    let expected = [
        "error.type=503 http.request.method=GET http.response.status_code=503 url.scheme=http",
        "error.type=panic http.request.method=GET url.scheme=http",
        "http.request.method=GET http.response.status_code=200 http.route=/{status} url.scheme=https",
        "http.request.method=GET http.response.status_code=404 url.scheme=http",
        "http.request.method=_OTHER http.response.status_code=200 url.scheme=http",
    ];
    let requests = || {
        let mut routed = request("GET", "https://a/200?secret=1");
        routed.extensions_mut().insert(Route("/{status}".into()));
        [routed, request("GET", "/503"), request("GET", "/404"), request("BREW", "/200")]
    };
    let sync = recorded(SERVER_DURATION, || {
        for request in requests() {
            drop(sync_app.call(request));
        }
        let panics = || sync_app.call(request("GET", "/not-a-status"));
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(panics)).unwrap_err();
    });
    assert_eq!(sync, expected);
    let asynchronous = recorded(SERVER_DURATION, || {
        for request in requests() {
            drop(futures::executor::block_on(async_app.acall(request)));
        }
        let panics =
            || futures::executor::block_on(async_app.acall(request("GET", "/not-a-status")));
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(panics)).unwrap_err();
    });
    assert_eq!(asynchronous, expected);
}

#[tokio::test]
async fn a_request_that_is_cancelled_is_recorded() {
    let layers = Chain::<Request, Response>::new().with(HttpMetrics::layer());
    let app = layers.view(async |_: Request| std::future::pending::<Response>().await);
    let mut future = Box::pin(app.acall(request("GET", "/200")));
    assert!(futures::poll!(&mut future).is_pending());
    let dropped = recorded(SERVER_DURATION, || drop(future));
    assert_eq!(dropped, ["error.type=dropped http.request.method=GET url.scheme=http"]);
}

#[test]
fn both_servers_tell_the_route() {
    let app = || {
        let layers = Chain::<Request, Response>::new().with(HttpMetrics::layer());
        layers.view(async |_: Request| Response::default())
    };
    let route = |pattern: &str| {
        format!(
            "http.request.method=GET http.response.status_code=200 http.route={pattern} url.scheme=http"
        )
    };
    let by_threads = recorded(SERVER_DURATION, || {
        let router = blocking::Router::new().route("/users", blocking::route(app()));
        router.answer(request("GET", "/users?secret=1"));
    });
    assert_eq!(by_threads, [route("/users")]);
    let by_axum = recorded(SERVER_DURATION, || {
        let router = axum::Router::new().route("/users/{id}", server::route(app()));
        // On this thread, because the recorder is for this thread only.
        let runtime = middleware_tests::drive::current_thread();
        let status = runtime.block_on(async {
            let listener = server::listen(([127, 0, 0, 1], 0).into()).await.unwrap();
            let url = format!("http://{}/users/7", listener.local_addr().unwrap());
            let client = tokio::task::spawn_blocking(move || agent().get(url).call());
            tokio::select! {
                served = server::serve(listener, router, std::future::pending()) => panic!("{served:?}"),
                response = client => response.unwrap().unwrap().status(),
            }
        });
        assert_eq!(status, 200);
    });
    assert_eq!(by_axum, [route("/users/{id}")]);
}

#[test]
fn a_client_records_the_attributes_of_the_conventions() {
    let app = Chain::<Request, ClientResult>::new().with(client::HttpMetrics::layer()).view(
        |request: Request| match request.uri().path() {
            "/timeout" => Err(ClientError::Timeout),
            _ => Ok(view(&request)),
        },
    );
    let sent = recorded(CLIENT_DURATION, || {
        for url in [
            "http://a.example/200?secret=1",
            "https://a.example/404",
            "http://a.example:8080/timeout",
        ] {
            drop(app.call(request("GET", url)));
        }
    });
    let expected = [
        "error.type=404 http.request.method=GET http.response.status_code=404 server.address=a.example server.port=443 url.scheme=https",
        "error.type=timeout http.request.method=GET server.address=a.example server.port=8080 url.scheme=http",
        "http.request.method=GET http.response.status_code=200 server.address=a.example server.port=80 url.scheme=http",
    ];
    assert_eq!(sent, expected);
}

#[test]
fn in_settings_it_is_a_name() {
    let settings = middleware_core::settings::Settings::from_iter(["examples.HttpMetrics"]);
    let app = middleware_examples::registry().build(&settings, |request: Request| view(&request));
    let app = app.unwrap();
    let measured = recorded(SERVER_DURATION, || drop(app.call(request("HEAD", "/204"))));
    assert_eq!(
        measured,
        ["http.request.method=HEAD http.response.status_code=204 url.scheme=http"]
    );
}
