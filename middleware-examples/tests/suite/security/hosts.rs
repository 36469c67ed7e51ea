//! Hosts that a client may send: those of Django's `HostValidationTests`, and others.

use http::{HeaderValue, StatusCode};
use middleware_examples::SecurityOptions;

use super::{Response, answer, location, redirecting};

fn with_hosts(hosts: &[&str]) -> SecurityOptions {
    let allowed_hosts = hosts.iter().map(|host| (*host).to_owned()).collect();
    SecurityOptions { allowed_hosts, ..redirecting() }
}

fn allowing() -> SecurityOptions {
    with_hosts(&[
        "forward.com",
        "example.com",
        "internal.com",
        "12.34.56.78",
        "[2001:19f0:feee::dead:beef:cafe]",
        "xn--4ca9at.com",
        ".multitenant.com",
        "INSENSITIVE.com",
        "[::ffff:169.254.169.254]",
    ])
}

fn of_host(options: &SecurityOptions, host: impl AsRef<[u8]>) -> Response {
    let host = HeaderValue::from_bytes(host.as_ref()).unwrap();
    answer(options, http::Request::get("/").header("host", host))
}

/// Not sent anywhere.
fn is_refused(response: &Response) -> bool {
    let elsewhere = response.headers().contains_key("location");
    response.status() == StatusCode::BAD_REQUEST && !elsewhere
}

#[test]
fn legit_hosts() {
    for host in [
        "example.com",
        "example.com:80",
        "12.34.56.78",
        "12.34.56.78:443",
        "[2001:19f0:feee::dead:beef:cafe]",
        "[2001:19f0:feee::dead:beef:cafe]:8080",
        "xn--4ca9at.com",
        "anything.multitenant.com",
        "multitenant.com",
        "insensitive.com",
        "InSensitive.com",
        "example.com.",
        "example.com.:80",
        "[::ffff:169.254.169.254]",
    ] {
        assert_eq!(location(&of_host(&allowing(), host)), format!("https://{host}/"));
    }
}

#[test]
fn poisoned_hosts() {
    for host in [
        "example.com@evil.tld",
        "example.com:dr.frankenstein@evil.tld",
        "example.com:dr.frankenstein@evil.tld:80",
        "example.com:80/badpath",
        "example.com: recovermypassword.com",
        "other.com",
        "example.com..",
        "evil",
        "evil.example.com",
        "evilexample.com",
        "evilmultitenant.com",
        "",
        " ",
        ".",
        ":80",
        "example.com:",
        "example.com:port",
        "example.com:80:80",
        "example.com/",
        "example.com#",
        "example.com?",
        "example.com\\.evil.tld",
        "example.com\t.evil.tld",
        "example.com%2eevil.tld",
        "https://example.com",
        "example.com, evil.tld",
        "[::1]",
        "[example.com]",
        "[::1]example.com",
        "[::1",
        "]",
        "[2001:19f0:feee::dead:beef:cafe]evil.tld",
        "2001:19f0:feee::dead:beef:cafe",
    ] {
        assert!(is_refused(&of_host(&allowing(), host)), "{host}");
    }
    // Not ASCII, and not even UTF-8.
    assert!(is_refused(&of_host(&allowing(), "ex\u{e4}mple.com")));
    assert!(is_refused(&of_host(&allowing(), b"example.com\xff")));
}

#[test]
fn a_line_break_does_not_even_become_a_request() {
    let host = "example.com\r\nset-cookie: a=b";
    assert!(http::Request::get("/").header("host", host).body(()).is_err());
    assert!(HeaderValue::from_bytes(host.as_bytes()).is_err());
}

#[test]
fn no_host_or_two() {
    assert!(is_refused(&answer(&allowing(), http::Request::get("/"))));
    for second in ["example.com", "evil.tld"] {
        let request = http::Request::get("/").header("host", "example.com").header("host", second);
        assert!(is_refused(&answer(&allowing(), request)));
    }
}

#[test]
fn the_authority_of_the_uri_comes_first() {
    let request = |uri: &str| http::Request::get(uri).header("host", "example.com");
    assert!(is_refused(&answer(&allowing(), request("http://evil.tld/"))));
    assert!(is_refused(&answer(&allowing(), request("http://example.com@evil.tld/"))));
    assert!(is_refused(&answer(&allowing(), request("http://evil.tld@example.com/"))));
    let request = http::Request::get("http://example.com/").header("host", "evil.tld");
    assert_eq!(location(&answer(&allowing(), request)), "https://example.com/");
}

#[test]
fn headers_that_clients_set_say_nothing_about_the_host() {
    let request = http::Request::get("/")
        .header("host", "example.com")
        .header("x-forwarded-host", "forward.com")
        .header("forwarded", "host=forward.com");
    assert_eq!(location(&answer(&allowing(), request)), "https://example.com/");
}

#[test]
fn by_default_no_host_is_allowed() {
    for host in ["example.com", "localhost", "127.0.0.1", "[::1]", ""] {
        assert!(is_refused(&of_host(&with_hosts(&[]), host)), "{host}");
    }
}

#[test]
fn a_star_allows_every_host_but_no_nonsense() {
    let any = with_hosts(&["*"]);
    assert_eq!(location(&of_host(&any, "anything.example")), "https://anything.example/");
    assert!(is_refused(&of_host(&any, "example.com@evil.tld")));
    assert!(is_refused(&of_host(&any, "")));
}

#[test]
fn patterns_that_say_nothing_allow_nothing() {
    for pattern in ["", ".", "*.example.com", "example", ".com."] {
        assert!(is_refused(&of_host(&with_hosts(&[pattern]), "example.com")), "{pattern}");
    }
}

#[test]
fn where_nothing_is_sent_on_the_host_does_not_matter() {
    let options = SecurityOptions { ssl_redirect: false, ..allowing() };
    assert_eq!(of_host(&options, "evil.tld").status(), StatusCode::OK);
}
