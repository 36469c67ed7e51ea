//! The endpoints of the page over HTTP.

use std::{
    io::{BufRead, BufReader},
    time::Duration,
};

use http::{Method, StatusCode};
use middleware_core::{Chain, Mode, observe::Observation, settings::Settings};
use middleware_examples::{Request, Response, admin::Admin, registry};
use serde_json::Value;

use super::Shown;
use crate::servers::client::agent;

const PATHS: [&str; 8] = [
    "/",
    "/page.css",
    "/page.js",
    "/figures.js",
    "/slow.js",
    "/icon.svg",
    "/snapshot.json",
    "/plan.svg",
];

#[test]
fn everything_is_there_and_loads_nothing_from_outside() {
    let shown = Shown::start("everything", Mode::Sync);
    for path in PATHS {
        for method in [Method::GET, Method::HEAD] {
            let request = http::Request::builder().method(method).uri(shown.url(path)).body(());
            let response = agent().run(request.unwrap()).unwrap();
            assert_eq!(response.status(), StatusCode::OK, "{path}");
            let headers = response.headers();
            let policy = headers["content-security-policy"].to_str().unwrap();
            assert!(policy.starts_with("default-src 'none'; "), "{path}: {policy}");
            assert_eq!(headers["x-content-type-options"], "nosniff");
            assert_eq!(headers["cache-control"], "no-store");
        }
    }
    for path in PATHS.into_iter().filter(|path| !path.contains(".svg")) {
        assert!(!shown.text(path).contains("://"), "{path} names another server");
    }
    assert_eq!(agent().get(shown.url("/metrics")).call().unwrap().status(), 404);
}

#[test]
fn other_methods_are_refused() {
    let shown = Shown::start("methods", Mode::Sync);
    for path in PATHS.into_iter().chain(["/events", "/metrics"]) {
        for method in ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
            let request = http::Request::builder().method(method).uri(shown.url(path)).body(());
            let response = agent().run(request.unwrap()).unwrap();
            assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
            assert_eq!(response.headers()["allow"], "GET,HEAD");
        }
    }
}

#[test]
fn a_name_that_anybody_can_register_is_refused() {
    let shown = Shown::start("hosts", Mode::Sync);
    let status = |host: &str| {
        agent()
            .get(shown.url("/snapshot.json"))
            .header("host", host)
            .call()
            .unwrap()
            .status()
            .as_u16()
    };
    let port = shown.page.addr().port();
    for host in ["localhost", "127.0.0.1", "[::1]", "LOCALHOST"] {
        assert_eq!([status(host), status(&format!("{host}:{port}"))], [200; 2], "{host}");
    }
    for host in ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example"] {
        assert_eq!(status(host), 421, "{host}");
    }
}

#[test]
fn the_snapshot_has_the_figures_of_both_chains() {
    let shown = Shown::start("snapshot", Mode::Sync);
    shown.call(3);
    let snapshot = shown.snapshot();
    let names = [&snapshot["chains"][0]["name"], &snapshot["chains"][1]["name"]];
    assert_eq!(names, ["/snapshot/slow", "/snapshot/quick"]);
    let slow = &snapshot["chains"][0];
    assert_eq!(slow["total"]["count"], 3);
    assert_eq!(slow["layers"][1]["name"], "sleep");
    assert!(slow["layers"][1]["before"]["mean"].as_f64().unwrap() >= 0.02);
    assert_eq!(slow["slow"].as_array().unwrap().len(), 3);
}

#[test]
fn the_plan_has_the_figures_of_the_chain_that_is_asked_for() {
    let shown = Shown::start("plan", Mode::Async);
    shown.call(2);
    let first = shown.text("/plan.svg");
    assert!(first.contains(">sleep</text>") && first.contains(">2 requests, self 2"), "{first}");
    assert!(first.contains("Called from async code"));
    assert_eq!(shown.text("/plan.svg?chain=/plan/slow"), first);
    let second = shown.text("/plan.svg?a=b&chain=%2Fplan%2Fquick");
    assert!(!second.contains(">sleep</text>") && second.contains(">2 requests, self "));
    let response = agent().get(shown.url("/plan.svg?chain=none")).call().unwrap();
    assert_eq!(response.status(), 404);
    let help = response.into_body().read_to_string().unwrap();
    assert_eq!(help, "there is no such chain. The chains: /plan/slow, /plan/quick\n");
}

#[test]
fn events_come_at_once_and_then_regularly() {
    let shown = Shown::start("events", Mode::Sync);
    let response = agent().get(shown.url("/events")).call().unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut lines = BufReader::new(response.into_body().into_reader()).lines();
    let mut requests = || {
        let data = lines.find_map(|line| line.unwrap().strip_prefix("data: ").map(str::to_owned));
        let state: Value = serde_json::from_str(&data.unwrap()).unwrap();
        state["chains"][1]["total"]["count"].as_u64().unwrap()
    };
    assert_eq!(requests(), 0);
    shown.apps[1].call(Request::default());
    while requests() == 0 {}
    assert_eq!(requests(), 1);
}

/// A page that is open has a response without an end.
#[test]
fn the_page_stops_while_it_is_open() {
    let shown = Shown::start("stops", Mode::Sync);
    let response = agent().get(shown.url("/events")).call().unwrap();
    let addr = shown.page.addr();
    drop(shown);
    assert!(std::net::TcpStream::connect(addr).is_err());
    drop(response);
}

#[test]
fn a_panic_and_a_request_in_progress_are_counted() {
    let shown = Shown::start("panics", Mode::Sync);
    let request = http::Request::get("/panic?secret=1").body(bytes::Bytes::from("secret")).unwrap();
    let app = shown.apps[1].clone();
    std::thread::spawn(move || app.call(request)).join().unwrap_err();
    assert_eq!(shown.snapshot()["chains"][1]["view"]["outcomes"]["panics"], 1);
    for path in ["/snapshot.json", "/plan.svg"] {
        assert!(!shown.text(path).contains("secret"), "{path}");
    }
}

#[test]
fn a_chain_that_is_not_observed_has_its_plan() {
    let observation = Observation::new("/switched-off");
    let text = "middleware = ['examples.Timing']\nobserve = false";
    let settings = Settings::parse(text, middleware_core::settings::Format::Toml).unwrap();
    let mut registry = registry();
    registry.observe(&observation);
    let app = registry.build(&settings, |_: Request| Response::default()).unwrap();
    let admin = Admin::new(Mode::Sync).chain(&observation, app.plan());
    let page = admin.start(([127, 0, 0, 1], 0).into()).unwrap();
    app.call(Request::default());
    let get = |path| {
        let url = format!("http://{}{path}", page.addr());
        agent().get(url).call().unwrap().into_body()
    };
    let plan = get("/plan.svg").read_to_string().unwrap();
    assert!(plan.contains(">examples.Timing</text>") && !plan.contains("requests"), "{plan}");
    let mut lines = BufReader::new(get("/events").into_reader()).lines();
    let state = lines.next().unwrap().unwrap();
    let state: Value = serde_json::from_str(state.strip_prefix("data: ").unwrap()).unwrap();
    let chain = &state["chains"][0];
    assert_eq!((&chain["is_observed"], &chain["total"]["count"]), (&false.into(), &0.into()));
    assert_eq!(chain["rows"][0]["name"], "examples.Timing");
}

#[test]
fn the_buckets_are_those_of_the_conventions() {
    let recorder = middleware_examples::admin::prometheus::builder().build_recorder();
    let handle = recorder.handle();
    let observation = Observation::builder("/buckets").export().build();
    let app = Chain::<Request, Response>::new().observe(&observation);
    let app = app.view(|_: Request| Response::default());
    let page = Admin::new(Mode::Sync).chain(&observation, app.plan()).metrics(handle);
    let page = page.start(([127, 0, 0, 1], 0).into()).unwrap();
    metrics::with_local_recorder(&recorder, || {
        metrics::histogram!("http.server.request.duration").record(Duration::from_millis(7));
        app.call(Request::default());
    });
    let url = format!("http://{}/metrics", page.addr());
    let text = agent().get(url).call().unwrap().into_body().read_to_string().unwrap();
    let name = "http_server_request_duration_bucket";
    assert!(text.contains(&format!("{name}{{le=\"0.005\"}} 0\n")), "{text}");
    assert!(text.contains(&format!("{name}{{le=\"0.01\"}} 1\n")), "{text}");
    let layers = "middleware_layer_duration_seconds_bucket{chain=\"/buckets\",";
    assert!(text.contains(layers) && text.contains("le=\"0.000001\""), "{text}");
}
