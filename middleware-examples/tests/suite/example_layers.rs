//! The examples' layers, each from sync and from async code, around a sync and an async view.

use std::{future::pending, time::Duration};

use http::{StatusCode, header};
use middleware_core::{
    BoxHandler, Capability, Chain, GetResponse, Mode,
    plan::Layer,
    settings::{Format, Settings},
};
use middleware_examples::{
    DebugThread, Maintenance, Request, Response, Seconds, Timeout, maintenance::UNDER_MAINTENANCE,
    registry, timeout::TIMED_OUT, views,
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
        { name = "examples.TrustedProxies", options = { trusted = ["192.0.2.1", "2001:db8::1"] } },
        { name = "examples.RateLimit", options = { limit = 100, per_seconds = 5 } },
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
fn what_is_not_asked_for_is_skipped() {
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
