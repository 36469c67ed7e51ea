//! What is logged of a request, and what is not.

use std::{
    fmt::{self, Write as _},
    sync::{Mutex, OnceLock},
};

use http::header::{AUTHORIZATION, COOKIE};
use middleware_examples::client::{Bearer, Log, Retry, RetryPolicy, Timeout, Token, Tokens};
use middleware_tests::drive::current_thread;
use tracing::{Event, Subscriber, field::Field};
use tracing_subscriber::{
    Layer, Registry,
    layer::{Context, SubscriberExt as _},
};

use super::{drive::everywhere, *};

/// All that is logged in this process, by whoever: each event's level, target and fields.
static LOGGED: Mutex<Vec<String>> = Mutex::new(Vec::new());

struct Recorder;

impl<S: Subscriber> Layer<S> for Recorder {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        struct Fields(String);

        impl tracing::field::Visit for Fields {
            fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
                let _ = write!(self.0, " {field}={value:?}");
            }
        }

        let mut fields =
            Fields(format!("{} {}", event.metadata().level(), event.metadata().target()));
        event.record(&mut fields);
        LOGGED.lock().unwrap().push(fields.0);
    }
}

/// For the whole process: the events come from threads of all kinds.
fn record() {
    static ONCE: OnceLock<()> = OnceLock::new();
    ONCE.get_or_init(|| {
        tracing::subscriber::set_global_default(Registry::default().with(Recorder)).unwrap();
    });
}

/// What the layer has logged of requests to this server, without the duration.
fn logged(server: &FlakyServer) -> Vec<String> {
    let host = format!("url=http://{}/", server.addr());
    let logged = LOGGED.lock().unwrap();
    let own = logged.iter().filter(|event| event.contains(&host));
    own.map(|event| {
        let (before, after) = event.split_once(" ms=").unwrap();
        let rest = after.trim_start_matches(|c: char| c.is_ascii_digit());
        format!("{before}{rest}")
            .replace(&host, "url=")
            .replace("middleware_examples::client::", "")
    })
    .collect()
}

#[test]
fn one_event_tells_of_a_request() {
    record();
    let policy = || RetryPolicy::default().first_delay(Duration::from_millis(1));
    let layers = || Layers::new().with(Log::layer()).with(Retry::layer(policy()));
    everywhere!(|| (layers(), ()), |call: &CallFn<'_>, ()| {
        let server = server(|count| match count {
            0 => Reply::Hangup,
            1 => Reply::status(503, &[]),
            2 => Reply::ok("hello"),
            _ => Reply::Garbage,
        });
        let made = request(Method::PUT, &server.url("/a/b?key=value"), "");
        assert_eq!(status(&call(made)), 200);
        assert!(call(get(&server, "/")).is_err());
        let logged = logged(&server);
        assert_eq!(logged.len(), 2);
        assert_eq!(logged[0], "INFO log method=PUT url=a/b attempts=3 status=200");
        let garbled = "WARN log method=GET url= attempts=1 error=the response is not HTTP: ";
        assert!(logged[1].starts_with(garbled), "{logged:?}");
    });
}

#[test]
fn nothing_secret_is_logged() {
    record();
    let layers = || {
        let tokens = Tokens::new(|()| Ok(Token::new("hush-token")?));
        Layers::new().with(Log::layer()).with(Timeout::layer(LONG)).with(Bearer::layer(tokens))
    };
    everywhere!(|| (layers(), ()), |call: &CallFn<'_>, ()| {
        let server = server(|count| match count {
            0 => Reply::status(401, &[("set-cookie", "hush-cookie")]),
            1 => Reply::ok("hush-body"),
            2 => Reply::Hangup,
            3 => Reply::HalfBody,
            _ => Reply::Garbage,
        });
        let url =
            format!("http://hush-user:hush-password@{}/?hush-query#hush-fragment", server.addr());
        for _ in 0..4 {
            let mut made = request(Method::POST, &url, "hush-sent");
            made.headers_mut().insert(COOKIE, "hush-cookie".parse().unwrap());
            let _ = call(made);
        }
        let mut made = request(Method::POST, &url, "hush-sent");
        made.headers_mut().insert(AUTHORIZATION, "Basic hush-own".parse().unwrap());
        let _ = call(made);
        assert_eq!(logged(&server).len(), 5);
    });
    let logged = LOGGED.lock().unwrap();
    for event in logged.iter() {
        let lower = event.to_lowercase();
        assert!(!lower.contains("hush") && !lower.contains("authorization"), "{event}");
    }
}

#[test]
fn a_request_that_is_given_up_is_told() {
    record();
    let server = server(|_| Reply::Silence);
    let app = Layers::new().with(Log::layer()).view(drive::reqwest_view());
    current_thread().block_on(async {
        let waited = tokio::time::timeout(Duration::from_millis(100), app.acall(get(&server, "/")));
        assert!(waited.await.is_err());
    });
    assert_eq!(logged(&server), ["WARN log method=GET url= attempts=1 error=\"dropped\""]);
}
