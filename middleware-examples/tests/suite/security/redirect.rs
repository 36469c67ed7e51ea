//! Sending on to HTTPS. The first tests are named like Django's that they are after.

use http::{HeaderValue, Method, StatusCode};
use middleware_examples::{
    SecurityOptions,
    security::{Exemption, ProxySslHeader},
};

use super::{answer, is_let_through, location, plain, redirecting, secure};

#[test]
fn ssl_redirect_on() {
    let response = answer(&redirecting(), plain("/some/url?query=string"));
    assert_eq!(location(&response), "https://example.com/some/url?query=string");
    // It is an answer like any other, so it has the headers.
    assert_eq!(response.headers()["x-content-type-options"], "nosniff");
    assert!(response.body().is_empty());
}

#[test]
fn ssl_redirect_off() {
    assert!(is_let_through(&answer(&SecurityOptions::default(), plain("/some/url"))));
}

#[test]
fn no_redirect_ssl() {
    assert!(is_let_through(&answer(&redirecting(), secure("/some/url"))));
}

#[test]
fn redirect_exempt() {
    let exempt = |pattern: &str| SecurityOptions {
        redirect_exempt: vec![Exemption::new(pattern).unwrap()],
        ..redirecting()
    };
    for (pattern, path, exempted) in [
        ("^insecure/", "/insecure/page", true),
        ("^insecure/", "//insecure/page", true),
        ("^insecure/", "/insecure", false),
        ("^insecure/", "/not/insecure/page", false),
        ("insecure", "/not/insecure/page", true),
        // The path is compared with its escapes resolved, and without the query.
        ("^insecure/", "/%69nsecure/page", true),
        ("^insecure/", "/insecure%2Fpage", true),
        ("^über$", "/%C3%BCber", true),
        ("query", "/page?query", false),
        ("^$", "/", true),
        ("^$", "/page", false),
        // No bytes of a text at all.
        ("^insecure/", "/%FF%FE", false),
    ] {
        let response = answer(&exempt(pattern), plain(path));
        assert_eq!(is_let_through(&response), exempted, "{pattern} and {path}");
    }
}

#[test]
fn redirect_ssl_host() {
    let options = SecurityOptions {
        ssl_host: Some("secure.example.com".to_owned()),
        allowed_hosts: vec![],
        ..redirecting()
    };
    let response = answer(&options, plain("/some/url"));
    assert_eq!(location(&response), "https://secure.example.com/some/url");
    // Whatever the client says.
    for request in [
        http::Request::get("/some/url"),
        http::Request::get("/some/url").header("host", "evil.example.net"),
        http::Request::get("http://evil.example.net/some/url"),
    ] {
        assert_eq!(location(&answer(&options, request)), "https://secure.example.com/some/url");
    }
}

#[test]
fn the_path_and_the_query_are_kept_as_they_are() {
    for (path, expected) in [
        ("/", "/"),
        ("/?", "/?"),
        ("/a%20b/%2Fc?d=%26&e", "/a%20b/%2Fc?d=%26&e"),
        ("//evil.example.net/", "//evil.example.net/"),
        ("/@evil.example.net/", "/@evil.example.net/"),
        ("/:80@evil.example.net", "/:80@evil.example.net"),
        ("/page?next=https://evil.example.net", "/page?next=https://evil.example.net"),
        ("/%0d%0aset-cookie:%20a=b", "/%0d%0aset-cookie:%20a=b"),
    ] {
        let response = answer(&redirecting(), plain(path));
        assert_eq!(location(&response), format!("https://example.com{expected}"));
    }
}

#[test]
fn what_is_no_path_cannot_become_part_of_the_host() {
    let request = plain("*").method(Method::OPTIONS);
    assert_eq!(location(&answer(&redirecting(), request)), "https://example.com/");
    let request = http::Request::connect("example.com:80");
    assert_eq!(location(&answer(&redirecting(), request)), "https://example.com:80/");
    let request = http::Request::get("http://example.com?query");
    assert_eq!(location(&answer(&redirecting(), request)), "https://example.com/?query");
}

#[test]
fn characters_that_a_uri_may_not_have_are_escaped() {
    let uri = http::Uri::from_maybe_shared("/\u{fc}?\u{fc}".as_bytes()).unwrap();
    let request = http::Request::get(uri).header("host", "example.com");
    let response = answer(&redirecting(), request);
    assert_eq!(location(&response), "https://example.com/%C3%BC?%C3%BC");
}

#[test]
fn every_method_is_sent_on() {
    for method in [Method::POST, Method::HEAD, Method::DELETE] {
        let response = answer(&redirecting(), plain("/form").method(method));
        assert_eq!(response.status(), StatusCode::MOVED_PERMANENTLY);
    }
}

#[test]
fn behind_a_proxy_only_what_came_by_http_is_sent_on() {
    let options = SecurityOptions {
        hsts_seconds: 60,
        proxy_ssl_header: Some(ProxySslHeader {
            name: "x-forwarded-proto".parse().unwrap(),
            value: HeaderValue::from_static("https"),
        }),
        ..redirecting()
    };
    let response = answer(&options, plain("/").header("x-forwarded-proto", "https"));
    assert!(is_let_through(&response));
    assert_eq!(response.headers()["strict-transport-security"], "max-age=60");
    let response = answer(&options, plain("/").header("x-forwarded-proto", "http"));
    assert_eq!(location(&response), "https://example.com/");
    assert!(!response.headers().contains_key("strict-transport-security"));
}
