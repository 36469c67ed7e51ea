//! Real tower-http layers inside chains, from sync and from async callers.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::{BodyExt as _, Full};
use middleware_core::{Chain, GetResponse, middleware, tower::from_layer};
use middleware_tests::drive_everywhere;
use tower_http::{
    catch_panic::CatchPanicLayer, compression::CompressionLayer, cors::CorsLayer,
    limit::RequestBodyLimitLayer, set_header::SetResponseHeaderLayer, timeout::TimeoutLayer,
    trace::TraceLayer,
};

type Body = Full<Bytes>;

/// A layer of ours, between theirs.
#[middleware]
fn audit<G>(request: Request<Body>, get_response: &GetResponse<G>) -> Response<Body> {
    let mut response = get_response.call(request);
    response.headers_mut().insert("x-audit", HeaderValue::from_static("seen"));
    response
}

fn request(path: &str) -> Request<Body> {
    Request::get(path).header(header::ACCEPT_ENCODING, "gzip").body(Body::default()).unwrap()
}

/// A view that is slow, or panics, as the path says.
async fn view(request: Request<Body>) -> Response<Body> {
    match request.uri().path() {
        "/slow" => std::future::pending().await,
        "/panic" => panic!("in the view"),
        _ => Response::new(Body::from("hello ".repeat(100))),
    }
}

/// What a test compares.
fn seen<B>(response: Response<B>) -> (StatusCode, Vec<(String, String)>) {
    let (parts, _) = response.into_parts();
    let headers = parts.headers.iter();
    let headers =
        headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
    (parts.status, headers.collect())
}

#[test]
fn a_timeout_cuts_off_a_slow_view_from_sync_code_too() {
    let timeout =
        TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, Duration::from_millis(20));
    let app = Chain::<Request<Body>, Response<Body>>::new()
        .with(audit())
        .with(from_layer(timeout))
        .view(view);
    for (way, (status, headers)) in drive_everywhere(&app, &request("/slow"), seen) {
        assert_eq!(status, StatusCode::GATEWAY_TIMEOUT, "{way}");
        assert!(headers.contains(&("x-audit".to_owned(), "seen".to_owned())), "{way}");
    }
}

#[test]
fn compression_changes_the_type_of_the_body() {
    let app = Chain::<Request<Body>, Response<_>>::new()
        .with(from_layer(CompressionLayer::new()))
        .with(audit())
        .view(view);
    let read = |response: Response<tower_http::compression::CompressionBody<Body>>| {
        let encoding = response.headers().get(header::CONTENT_ENCODING).cloned();
        let body = futures::executor::block_on(response.into_body().collect()).unwrap();
        (encoding, body.to_bytes().len())
    };
    for (way, (encoding, length)) in drive_everywhere(&app, &request("/"), read) {
        assert_eq!(encoding.as_ref().map(HeaderValue::as_bytes), Some(&b"gzip"[..]), "{way}");
        assert!((1..600).contains(&length), "{way}: {length}");
    }
}

#[test]
fn cors_trace_and_headers_do_their_work() {
    let server =
        SetResponseHeaderLayer::overriding(header::SERVER, HeaderValue::from_static("ours"));
    let app = Chain::<Request<Body>, Response<_>>::new()
        .with(from_layer(TraceLayer::new_for_http()))
        .with(from_layer(CorsLayer::permissive()))
        .with(audit())
        .with(from_layer(server))
        .view(view);
    for (way, (status, headers)) in drive_everywhere(&app, &request("/"), seen) {
        assert_eq!(status, StatusCode::OK, "{way}");
        for expected in
            [("access-control-allow-origin", "*"), ("server", "ours"), ("x-audit", "seen")]
        {
            let expected = (expected.0.to_owned(), expected.1.to_owned());
            assert!(headers.contains(&expected), "{way}: {headers:?}");
        }
    }
    // CORS answers itself, and the next handler is not called.
    let mut preflight = request("/panic");
    *preflight.method_mut() = Method::OPTIONS;
    let headers = preflight.headers_mut();
    headers.insert(header::ORIGIN, HeaderValue::from_static("https://example.com"));
    headers.insert(header::ACCESS_CONTROL_REQUEST_METHOD, HeaderValue::from_static("PUT"));
    for (way, (status, headers)) in drive_everywhere(&app, &preflight, seen) {
        assert_eq!(status, StatusCode::OK, "{way}");
        assert!(!headers.iter().any(|(name, _)| name == "x-audit"), "{way}");
    }
}

#[test]
fn a_panic_is_caught_wherever_the_view_runs() {
    for is_sync in [true, false] {
        let app = Chain::<Request<Body>, Response<_>>::new()
            .with(from_layer(CatchPanicLayer::new()))
            .with_if(is_sync, audit())
            .view(view);
        for (way, (status, _)) in drive_everywhere(&app, &request("/panic"), seen) {
            assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR, "{way}");
        }
    }
}

#[test]
fn a_limit_changes_the_type_of_the_request() {
    type Limited = Request<tower_http::body::Limited<Body>>;
    let limit = from_layer(RequestBodyLimitLayer::new(5)).passes_on::<Limited>();
    let app =
        Chain::<Request<Body>, Response<_>>::new().with(limit).view(async |request: Limited| {
            match request.into_body().collect().await {
                Ok(body) => Response::new(Body::from(body.to_bytes())),
                Err(_) => Response::new(Body::from("cut off")),
            }
        });
    for (body, expected) in [("short", StatusCode::OK), ("too long", StatusCode::PAYLOAD_TOO_LARGE)]
    {
        let request = Request::post("/").header(header::CONTENT_LENGTH, body.len());
        let request = request.body(Body::from(body)).unwrap();
        for (way, (status, _)) in drive_everywhere(&app, &request, seen) {
            assert_eq!(status, expected, "{way}: {body}");
        }
    }
}
