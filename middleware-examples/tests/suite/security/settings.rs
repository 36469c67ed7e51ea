//! The options as settings, and the layer in a registry.

use http::StatusCode;
use middleware_core::settings::{Format, Registry, Settings};
use middleware_examples::{Request, Response, Security, SecurityOptions};

fn read(json: &str) -> Result<SecurityOptions, serde_json::Error> {
    serde_json::from_str(json)
}

#[test]
fn what_is_left_out_has_its_default() {
    let (read, default) = (read("{}").unwrap(), SecurityOptions::default());
    assert_eq!(format!("{read:?}"), format!("{default:?}"));
}

/// As Django's setting may be: a text, a text with commas, or a list.
#[test]
fn referrer_policies_are_read() {
    for (value, expected) in [
        (r#""strict-origin""#, "[StrictOrigin]"),
        (r#""strict-origin,origin""#, "[StrictOrigin, Origin]"),
        (r#""strict-origin, origin""#, "[StrictOrigin, Origin]"),
        (r#"["strict-origin", "origin"]"#, "[StrictOrigin, Origin]"),
        ("null", "[]"),
        (r#""""#, "[]"),
        ("[]", "[]"),
    ] {
        let options = read(&format!(r#"{{ "referrer_policy": {value} }}"#)).unwrap();
        assert_eq!(format!("{:?}", options.referrer_policy), expected, "{value}");
    }
}

#[test]
fn opener_policies_are_read() {
    for (value, expected) in [
        (r#""same-origin-allow-popups""#, "Some(SameOriginAllowPopups)"),
        (r#""""#, "None"),
        ("null", "None"),
    ] {
        let options = read(&format!(r#"{{ "cross_origin_opener_policy": {value} }}"#)).unwrap();
        assert_eq!(format!("{:?}", options.cross_origin_opener_policy), expected, "{value}");
    }
}

#[test]
fn mistakes_are_told() {
    for (json, part) in [
        (r#"{ "hsts": 1 }"#, "unknown field `hsts`"),
        (r#"{ "hsts_seconds": -1 }"#, "-1"),
        (r#"{ "referrer_policy": "nonsense" }"#, "unknown variant `nonsense`"),
        (r#"{ "referrer_policy": ["origin", "origin,"] }"#, "unknown variant `origin,`"),
        (r#"{ "cross_origin_opener_policy": "yes" }"#, "unknown variant `yes`"),
        (r#"{ "redirect_exempt": ["("] }"#, "group"),
        (r#"{ "proxy_ssl_header": { "name": "a b", "value": "https" } }"#, "header name"),
        (r#"{ "proxy_ssl_header": { "name": "a", "value": "https", "x": 1 } }"#, "unknown field"),
    ] {
        let error = read(json).unwrap_err().to_string();
        assert!(error.contains(part), "{json}: {error}");
    }
}

#[test]
fn it_is_registered_in_one_line() {
    let mut registry = Registry::<Request, Response>::new();
    registry.register_with(Security::layer);
    let text = r#"
        [[middleware]]
        name = "examples.Security"
        options = { ssl_redirect = true, ssl_host = "example.com", referrer_policy = "origin, no-referrer", redirect_exempt = ["^health/"], proxy_ssl_header = { name = "x-forwarded-proto", value = "https" } }
    "#;
    let settings = Settings::parse(text, Format::Toml).unwrap();
    let app = registry.build(&settings, |_: Request| Response::default()).unwrap();
    let get = |path: &str| app.call(http::Request::get(path).body(bytes::Bytes::new()).unwrap());
    let response = get("/page");
    assert_eq!(response.status(), StatusCode::MOVED_PERMANENTLY);
    assert_eq!(response.headers()["location"], "https://example.com/page");
    assert_eq!(response.headers()["referrer-policy"], "origin,no-referrer");
    assert_eq!(get("/health/live").status(), StatusCode::OK);
}
