//! The headers. Each test is named like Django's that it is after.

use http::{HeaderMap, HeaderValue};
use middleware_examples::{
    SecurityOptions,
    security::{OpenerPolicy, ProxySslHeader, ReferrerPolicy},
};

use super::{Response, answer, answer_with, is_let_through, plain, secure};

fn hsts(hsts_seconds: u64) -> SecurityOptions {
    SecurityOptions { hsts_seconds, ..SecurityOptions::default() }
}

fn header<'a>(response: &'a Response, name: &str) -> Option<&'a str> {
    assert!(response.headers().get_all(name).iter().count() <= 1, "{name} is there twice");
    response.headers().get(name).map(|value| value.to_str().unwrap())
}

fn sts(options: &SecurityOptions) -> Option<String> {
    header(&answer(options, secure("/some/url")), "strict-transport-security").map(str::to_owned)
}

/// The value of a header that the view sets to `value`.
fn kept(options: &SecurityOptions, name: &'static str, value: &'static str) -> String {
    let headers = HeaderMap::from_iter([(name.parse().unwrap(), HeaderValue::from_static(value))]);
    header(&answer_with(options, secure("/some/url"), &headers), name).unwrap().to_owned()
}

#[test]
fn sts_on_and_off() {
    assert_eq!(sts(&hsts(3600)).unwrap(), "max-age=3600");
    assert_eq!(sts(&hsts(0)), None);
    assert_eq!(sts(&SecurityOptions::default()), None);
}

#[test]
fn sts_already_present() {
    assert_eq!(kept(&hsts(3600), "strict-transport-security", "max-age=7200"), "max-age=7200");
}

#[test]
fn sts_only_if_secure() {
    let response = answer(&hsts(3600), plain("/some/url"));
    assert_eq!(header(&response, "strict-transport-security"), None);
    let response = answer(&hsts(3600), http::Request::get("http://example.com/some/url"));
    assert_eq!(header(&response, "strict-transport-security"), None);
}

#[test]
fn sts_include_subdomains_and_preload() {
    for (subdomains, preload, value) in [
        (false, false, "max-age=600"),
        (true, false, "max-age=600; includeSubDomains"),
        (false, true, "max-age=600; preload"),
        (true, true, "max-age=600; includeSubDomains; preload"),
    ] {
        let options = SecurityOptions {
            hsts_include_subdomains: subdomains,
            hsts_preload: preload,
            ..hsts(600)
        };
        assert_eq!(sts(&options).unwrap(), value);
        // They say nothing by themselves.
        assert_eq!(sts(&SecurityOptions { hsts_seconds: 0, ..options }), None);
    }
}

#[test]
fn content_type_on_and_off() {
    let on = SecurityOptions::default();
    let off = SecurityOptions { content_type_nosniff: false, ..SecurityOptions::default() };
    let name = "x-content-type-options";
    assert_eq!(header(&answer(&on, plain("/some/url")), name), Some("nosniff"));
    assert_eq!(header(&answer(&off, plain("/some/url")), name), None);
    assert_eq!(kept(&on, name, "foo"), "foo");
}

#[test]
fn referrer_policy_on_and_off() {
    let name = "referrer-policy";
    assert_eq!(
        header(&answer(&SecurityOptions::default(), plain("/some/url")), name),
        Some("same-origin")
    );
    for (referrer_policy, value) in [
        (vec![], None),
        (vec![ReferrerPolicy::StrictOrigin], Some("strict-origin")),
        (vec![ReferrerPolicy::StrictOrigin, ReferrerPolicy::Origin], Some("strict-origin,origin")),
    ] {
        let options = SecurityOptions { referrer_policy, ..SecurityOptions::default() };
        assert_eq!(header(&answer(&options, plain("/some/url")), name), value);
        assert_eq!(kept(&options, name, "unsafe-url"), "unsafe-url");
    }
}

#[test]
fn opener_policy_on_and_off() {
    let name = "cross-origin-opener-policy";
    assert_eq!(
        header(&answer(&SecurityOptions::default(), plain("/some/url")), name),
        Some("same-origin")
    );
    for (policy, value) in [
        (None, None),
        (Some(OpenerPolicy::SameOrigin), Some("same-origin")),
        (Some(OpenerPolicy::SameOriginAllowPopups), Some("same-origin-allow-popups")),
        (Some(OpenerPolicy::UnsafeNone), Some("unsafe-none")),
    ] {
        let options =
            SecurityOptions { cross_origin_opener_policy: policy, ..SecurityOptions::default() };
        assert_eq!(header(&answer(&options, plain("/some/url")), name), value);
        assert_eq!(kept(&options, name, "same-origin"), "same-origin");
    }
}

#[test]
fn a_view_that_sets_a_header_twice_keeps_both() {
    let headers = HeaderMap::from_iter(
        ["no-referrer", "origin"]
            .map(|value| ("referrer-policy".parse().unwrap(), value.parse().unwrap())),
    );
    let response = answer_with(&SecurityOptions::default(), plain("/"), &headers);
    let values: Vec<_> = response.headers().get_all("referrer-policy").iter().collect();
    assert_eq!(values, ["no-referrer", "origin"]);
    assert!(is_let_through(&response));
}

/// Django's `SecureProxySslHeader` cases: where the header is there it counts, whatever it says.
#[test]
fn the_header_of_a_proxy_counts_if_it_is_trusted() {
    let trusting = SecurityOptions {
        proxy_ssl_header: Some(ProxySslHeader {
            name: "x-forwarded-proto".parse().unwrap(),
            value: HeaderValue::from_static("https"),
        }),
        ..SecurityOptions::default()
    };
    let plain = || plain("/");
    let is_secure = |options: &SecurityOptions, request: http::request::Builder| {
        options.is_secure(&request.body(()).unwrap())
    };
    let says =
        |request: http::request::Builder, proto: &str| request.header("x-forwarded-proto", proto);
    for proto in ["https", " https ", "https, http", "https,http,http"] {
        assert!(is_secure(&trusting, says(plain(), proto)), "{proto}");
        assert!(!is_secure(&SecurityOptions::default(), says(plain(), proto)), "{proto}");
    }
    for proto in ["", "http", "HTTPS", "http, https", "httpss", ",https"] {
        assert!(!is_secure(&trusting, says(plain(), proto)), "{proto}");
        assert!(!is_secure(&trusting, says(secure("/"), proto)), "{proto}");
        assert!(is_secure(&SecurityOptions::default(), says(secure("/"), proto)), "{proto}");
    }
    // Of several headers the first counts, as of several values in one.
    assert!(!is_secure(&trusting, says(says(plain(), "http"), "https")));
    // Where it is not there, the scheme counts.
    assert!(!is_secure(&trusting, plain()));
    assert!(is_secure(&trusting, secure("/")));
}
