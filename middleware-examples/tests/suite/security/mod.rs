//! `Security`: the cases of Django's `SecurityMiddlewareTest`, hostile hosts, and the options as settings.

mod headers;
mod hosts;
mod redirect;
mod settings;
mod wire;

use bytes::Bytes;
use http::{HeaderMap, StatusCode, request::Builder};
use middleware_core::{Chain, Mode};
use middleware_examples::{Request, Response, Security, SecurityOptions};
use middleware_tests::drive_everywhere;

/// The answer to `request`, the same whichever mode the view has and whoever drives the chain. The view sets `headers`.
fn answer_with(options: &SecurityOptions, request: Builder, headers: &HeaderMap) -> Response {
    let layers = Chain::<Request, Response>::new().with(Security::layer(options.clone()));
    let answer = |headers: &HeaderMap| {
        let mut response = Response::new(Bytes::from_static(b"the view"));
        *response.headers_mut() = headers.clone();
        response
    };
    let (set, set_async) = (headers.clone(), headers.clone());
    let sync_app = layers.clone().view(move |_: Request| answer(&set));
    let async_app = layers.view(move |_: Request| {
        let response = answer(&set_async);
        async { response }
    });
    // The layer never causes a bridge.
    assert_eq!(sync_app.plan().bridge_count(Mode::Sync), 0);
    assert_eq!(async_app.plan().bridge_count(Mode::Async), 0);

    let request = request.body(Bytes::new()).unwrap();
    let mut answers = drive_everywhere(&sync_app, &request, |response| response)
        .into_iter()
        .chain(drive_everywhere(&async_app, &request, |response| response));
    let (_, first) = answers.next().unwrap();
    for (way, other) in answers {
        let parts = |response: &Response| {
            (response.status(), response.headers().clone(), response.body().clone())
        };
        assert_eq!(parts(&other), parts(&first), "{way}");
    }
    first
}

fn answer(options: &SecurityOptions, request: Builder) -> Response {
    answer_with(options, request, &HeaderMap::new())
}

/// Asks for a path of `example.com`, as HTTP/1 does.
fn plain(path: &str) -> Builder {
    http::Request::get(path).header("host", "example.com")
}

/// Asks for a path of `example.com`, over HTTPS.
fn secure(path: &str) -> Builder {
    http::Request::get(format!("https://example.com{path}"))
}

/// Nothing but sending on to HTTPS.
fn redirecting() -> SecurityOptions {
    SecurityOptions {
        ssl_redirect: true,
        allowed_hosts: vec!["example.com".to_owned()],
        ..SecurityOptions::default()
    }
}

fn location(response: &Response) -> &str {
    assert_eq!(response.status(), StatusCode::MOVED_PERMANENTLY);
    response.headers()["location"].to_str().unwrap()
}

fn is_let_through(response: &Response) -> bool {
    response.status() == StatusCode::OK && response.body() == "the view"
}
