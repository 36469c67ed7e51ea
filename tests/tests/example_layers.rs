//! The examples' layers, each from sync and from async code, around a sync and an async view.

use std::{
    future::pending,
    net::{IpAddr, Ipv4Addr},
    time::Duration,
};

use http::{HeaderValue, StatusCode, header};
use middleware_core::{
    BoxHandler, Capability, Chain, GetResponse, Mode,
    plan::Layer,
    settings::{Format, Settings},
};
use middleware_examples::{
    ClientAddr, DebugThread, Maintenance, Request, Response, Seconds, Timeout, TrustedProxy,
    maintenance::UNDER_MAINTENANCE, registry, timeout::TIMED_OUT, views,
};
use middleware_tests::drive::multi_thread;

type App = GetResponse<BoxHandler<Request, Response>>;

const HOUR: Duration = Duration::from_hours(1);

/// What the chain answers from sync and from async code.
fn answers(app: &App, request: &Request) -> [Response; 2] {
    let app = app.clone();
    [app.call(request.clone()), multi_thread().block_on(app.acall(request.clone()))]
}

/// The layer around a sync and an async view.
macro_rules! around_both_views {
    ($layer:expr) => {{
        let chain = Chain::<Request, Response>::new().with($layer);
        [chain.clone().view(views::hello_sync).boxed(), chain.view(views::hello_async).boxed()]
    }};
}

#[test]
fn maintenance_answers_while_the_file_is_there() {
    let file = std::env::temp_dir().join(format!("maintenance-{}", std::process::id()));
    let apps = around_both_views!(Maintenance::layer(file.clone()));
    let statuses = || {
        let answers = apps.iter().flat_map(|app| answers(app, &Request::default()));
        answers.map(|response| response.status().as_u16()).collect::<Vec<_>>()
    };
    assert_eq!(statuses(), [200; 4]);
    std::fs::write(&file, "").unwrap();
    assert_eq!(statuses(), [503; 4]);
    let [response, _] = answers(&apps[0], &Request::default());
    assert_eq!(response.body(), UNDER_MAINTENANCE);
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/json");
    std::fs::remove_file(&file).unwrap();
    assert_eq!(statuses(), [200; 4]);
}

#[test]
fn a_timeout_gives_up_on_what_takes_too_long_and_on_nothing_else() {
    for app in around_both_views!(Timeout::layer(HOUR)) {
        for response in answers(&app, &Request::default()) {
            assert_eq!(response.status(), StatusCode::OK);
        }
    }
    let app = Chain::<Request, Response>::new()
        .with(Timeout::layer(Duration::from_millis(1)))
        .view(async |_: Request| pending::<Response>().await)
        .boxed();
    for response in answers(&app, &Request::default()) {
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(response.body(), TIMED_OUT);
    }
}

#[test]
fn the_debugged_thread_is_the_one_that_ran() {
    let chain = Chain::<Request, Response>::new().with(DebugThread::layer());
    let app = chain.view(async |_: Request| Response::default());
    let named = std::thread::Builder::new().name("under test".to_owned());
    let response = named.spawn(move || app.call(Request::default())).unwrap().join().unwrap();
    assert_eq!(response.headers()["x-debug-thread"], "under test");

    for app in around_both_views!(DebugThread::layer()) {
        for response in answers(&app, &Request::default()) {
            assert!(response.headers().contains_key("x-debug-thread"));
        }
    }
}

fn ip(last: u8) -> IpAddr {
    IpAddr::V4(Ipv4Addr::new(192, 0, 2, last))
}

/// Who the client is, of a request from `peer` with these headers, where 192.0.2.1 and 192.0.2.2 are proxies.
fn client(peer: Option<IpAddr>, forwarded: &[&str]) -> Option<IpAddr> {
    let app = Chain::<Request, Response>::new()
        .with(TrustedProxy::layer(vec![ip(1), ip(2)]))
        .view(|request: Request| {
            let mut response = Response::default();
            if let Some(client) = ClientAddr::of(&request) {
                response.extensions_mut().insert(client);
            }
            response
        })
        .boxed();
    let mut request = Request::default();
    if let Some(peer) = peer {
        request.extensions_mut().insert(ClientAddr(peer));
    }
    for value in forwarded {
        request.headers_mut().append("x-forwarded-for", HeaderValue::from_str(value).unwrap());
    }
    let clients = answers(&app, &request);
    let [sync_client, async_client] =
        clients.map(|response| response.extensions().get::<ClientAddr>().copied());
    assert_eq!(sync_client, async_client);
    sync_client.map(|ClientAddr(client)| client)
}

#[test]
fn only_a_proxy_of_one_s_own_is_believed() {
    let nine = Some(ip(9));
    // From elsewhere the header is only a claim.
    assert_eq!(client(nine, &["198.51.100.1"]), nine);
    assert_eq!(client(Some(ip(1)), &["192.0.2.9"]), nine);
    assert_eq!(client(Some(ip(1)), &[]), Some(ip(1)));
    // What the client claims stands before what the proxies saw.
    assert_eq!(client(Some(ip(1)), &["198.51.100.1, 192.0.2.9"]), nine);
    assert_eq!(client(Some(ip(1)), &["198.51.100.1, 192.0.2.9,192.0.2.2"]), nine);
    // Several headers are one list.
    assert_eq!(client(Some(ip(1)), &["198.51.100.1", "192.0.2.9", "192.0.2.2"]), nine);
    // A request that a proxy made itself.
    assert_eq!(client(Some(ip(1)), &["192.0.2.2"]), Some(ip(2)));
    // What is no address ends what can be believed.
    assert_eq!(client(Some(ip(1)), &["192.0.2.9, unknown"]), Some(ip(1)));
    assert_eq!(client(Some(ip(1)), &["192.0.2.9, unknown, 192.0.2.2"]), Some(ip(2)));
    assert_eq!(client(Some(ip(1)), &[""]), Some(ip(1)));
    assert_eq!(client(Some(ip(1)), &["192.0.2.9:50000"]), nine);
    assert_eq!(client(Some(ip(1)), &["[2001:db8::9]:50000"]), "2001:db8::9".parse().ok());
    // As a server sees it that listens on IPv6.
    assert_eq!(client("::ffff:192.0.2.1".parse().ok(), &["192.0.2.9"]), nine);
    assert_eq!(client(None, &["192.0.2.9"]), None);
}

#[test]
fn seconds_are_a_time_that_passes() {
    for (seconds, time) in [(1.0, 1000), (0.25, 250), (3600.0, 3_600_000)] {
        let read = Seconds::try_from(seconds).map(Duration::from);
        assert_eq!(read, Ok(Duration::from_millis(time)));
    }
    for seconds in [0.0, -0.0, -1.0, 1e-12, 1e300, f64::NAN, f64::INFINITY] {
        assert!(Seconds::try_from(seconds).is_err(), "{seconds}");
    }
}

#[test]
fn the_registry_has_a_layer_of_each_capability() {
    let file = r#"middleware = [
        "examples.Timing",
        { name = "examples.Timeout", options = { seconds = 5 } },
        { name = "examples.TrustedProxy", options = { proxies = ["192.0.2.1", "2001:db8::1"] } },
        { name = "examples.RateLimit", options = { limit = 100, seconds = 0.5 } },
        { name = "examples.Maintenance", options = { file = "maintenance" } },
        { name = "examples.DebugThread", options = { enabled = true } },
    ]"#;
    let settings = Settings::parse(file, Format::Toml).unwrap();
    let plan = registry().build(&settings, views::hello_async).unwrap().plan();
    let capabilities: Vec<_> = plan.layers().map(Layer::capability).collect();
    let (both, sync_only) = (Capability::Both, Capability::SyncOnly);
    assert_eq!(capabilities, [both, Capability::AsyncOnly, both, both, sync_only, both]);
    assert_eq!(plan.hops(Mode::Async), 1);
}

#[test]
fn what_is_not_asked_for_declines() {
    for entry in [
        r#""examples.DebugThread""#,
        r#"{ "name": "examples.DebugThread", "options": { "enabled": false } }"#,
    ] {
        let text = format!(r#"{{ "middleware": [{entry}] }}"#);
        let settings = Settings::parse(&text, Format::Json).unwrap();
        let plan = registry().build(&settings, views::hello_sync).unwrap().plan();
        let skipped: Vec<_> = plan.skipped().map(|(_, layer)| layer.reason()).collect();
        assert_eq!((plan.layers().len(), skipped), (0, vec!["not enabled"]));
    }
}
