//! `AccessLog`.

use std::{
    collections::BTreeMap,
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex},
    time::Duration,
};

use middleware_core::chain::{Identity, MiddlewareLayer, Stack};
use middleware_examples::{
    AccessLog, RequestId,
    access_log::AccessLogOptions,
    request_id::{RequestIdOptions, Trust},
};
use middleware_tests::drive::current_thread;
use tracing::{Event, Level, Subscriber, field::Field};
use tracing_subscriber::{
    Layer, Registry,
    layer::{Context, SubscriberExt as _},
};

use super::*;

type Fields = BTreeMap<&'static str, String>;

/// Notes the fields of each event of the log.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<Fields>>>);

impl Log {
    fn record<T>(run: impl FnOnce() -> T) -> (T, Vec<Fields>) {
        let log = Self::default();
        let subscriber = Registry::default().with(log.clone());
        let value = tracing::subscriber::with_default(subscriber, run);
        let noted = std::mem::take(&mut *log.0.lock().unwrap());
        (value, noted)
    }
}

impl<S: Subscriber> Layer<S> for Log {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        struct Visitor(Fields);

        impl tracing::field::Visit for Visitor {
            fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
                self.0.insert(field.name(), format!("{value:?}"));
            }

            fn record_str(&mut self, field: &Field, value: &str) {
                self.0.insert(field.name(), value.to_owned());
            }
        }

        if event.metadata().target() == "access" {
            assert_eq!(*event.metadata().level(), Level::INFO);
            let mut visitor = Visitor(Fields::new());
            event.record(&mut visitor);
            self.0.lock().unwrap().push(visitor.0);
        }
    }
}

fn request(uri: &[u8]) -> Request {
    let mut request = with_header(from("192.0.2.7"), "x-request-id", b"id-7");
    request.headers_mut().insert("authorization", HeaderValue::from_static("Bearer secret"));
    *request.uri_mut() = http::Uri::try_from(uri).unwrap();
    request
}

type Layers = Stack<
    Stack<Identity, MiddlewareLayer<RequestId<()>, (RequestIdOptions,)>>,
    MiddlewareLayer<AccessLog<()>, (AccessLogOptions,)>,
>;

fn layers(options: AccessLogOptions) -> Chain<Request, Response, Layers> {
    Chain::new()
        .with(RequestId::layer(RequestIdOptions { trust: Trust::Everybody }))
        .with(AccessLog::layer(options))
}

/// The one event, without its duration, which is checked to be one.
fn only(mut noted: Vec<Fields>) -> Vec<(&'static str, String)> {
    assert_eq!(noted.len(), 1, "{noted:?}");
    let mut fields = noted.remove(0);
    let duration = fields.remove("duration_ms").unwrap();
    assert!(duration.parse::<f64>().unwrap() >= 0.0);
    assert_eq!(fields.remove("message").as_deref(), Some("request"));
    assert!(!format!("{fields:?}").contains("secret"), "{fields:?}");
    fields.into_iter().collect()
}

fn expected(outcome: &str, status: Option<&str>) -> Vec<(&'static str, String)> {
    let mut fields = vec![
        ("client", "192.0.2.7"),
        ("method", "GET"),
        ("outcome", outcome),
        ("path", "/a"),
        ("request_id", "id-7"),
    ];
    fields.extend(status.map(|status| ("status", status)));
    fields.into_iter().map(|(name, value)| (name, value.to_owned())).collect()
}

#[test]
fn each_request_is_one_event_in_both_modes() {
    let chain = layers(AccessLogOptions::default());
    let view = |_: Request| status(StatusCode::NOT_FOUND, "");
    let sync_app = chain.clone().view(view).without_bridges();
    let async_app =
        chain.view(move |request: Request| async move { view(request) }).without_bridges();
    let uri = b"/a?token=secret";
    let (_, noted) = Log::record(|| sync_app.call(request(uri)));
    assert_eq!(only(noted), expected("response", Some("404")));
    let (_, noted) = Log::record(|| current_thread().block_on(async_app.acall(request(uri))));
    assert_eq!(only(noted), expected("response", Some("404")));
}

#[test]
fn a_panic_is_logged_in_both_modes() {
    let chain = layers(AccessLogOptions::default());
    let view = |_: Request| -> Response { panic!("secret") };
    let sync_app = chain.clone().view(view);
    let async_app = chain.view(move |request: Request| async move { view(request) });
    let (panicked, noted) =
        Log::record(|| catch_unwind(AssertUnwindSafe(|| sync_app.call(request(b"/a")))).is_err());
    assert!(panicked);
    assert_eq!(only(noted), expected("panic", None));
    let (panicked, noted) = Log::record(|| {
        let call = || current_thread().block_on(async_app.acall(request(b"/a")));
        catch_unwind(AssertUnwindSafe(call)).is_err()
    });
    assert!(panicked);
    assert_eq!(only(noted), expected("panic", None));
}

#[test]
fn a_future_that_is_dropped_is_logged() {
    let app = layers(AccessLogOptions::default())
        .view(async |_: Request| std::future::pending::<Response>().await);
    let (timed_out, noted) = Log::record(|| {
        current_thread().block_on(async {
            let call = app.acall(request(b"/a"));
            tokio::time::timeout(Duration::from_millis(1), call).await.is_err()
        })
    });
    assert!(timed_out);
    assert_eq!(only(noted), expected("dropped", None));
}

#[test]
fn the_query_is_logged_if_that_is_asked_for() {
    let app = layers(AccessLogOptions { query: true }).view(|_: Request| Response::default());
    let (_, noted) = Log::record(|| app.call(request(b"/a?b=c")));
    assert_eq!(noted[0]["query"], "b=c");
}

#[test]
fn hostile_values_are_escaped_and_cut() {
    let app = layers(AccessLogOptions { query: true }).view(|_: Request| Response::default());
    let path = |uri: &[u8]| Log::record(|| app.call(request(uri))).1.remove(0);
    // What the type of a URI lets through: a right-to-left override, quotes, escapes as the client has written them.
    let fields = path("/a\u{202e}\"%0a?\u{85}'".as_bytes());
    assert_eq!(fields["path"], "/a\\u{202e}\\\"%0a");
    assert_eq!(fields["query"], "\\u{85}\\'");
    let long = format!("/{}", "ü".repeat(5000));
    assert!(path(long.as_bytes())["path"].len() < 10_000);
    let mut request = request(b"/a");
    *request.method_mut() = http::Method::from_bytes(&b"M'".repeat(5000)).unwrap();
    let (_, noted) = Log::record(|| app.call(request));
    assert_eq!(noted[0]["method"], "M\\'".repeat(1024));
    // And what it does not: control characters as they are.
    for control in [&b"/a\nb"[..], b"/a\rb", b"/a\x1b[31m", b"/a\0"] {
        assert!(http::Uri::try_from(control).is_err());
    }
}
