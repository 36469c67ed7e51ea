//! Options with which browsers would refuse the cookie.

use middleware_core::settings::{Format, Settings};
use middleware_examples::{
    Response, SessionOptions,
    session::{CookieError, SameSite},
};

fn error(options: SessionOptions) -> CookieError {
    options.check().unwrap_err()
}

fn with(change: impl FnOnce(&mut SessionOptions)) -> SessionOptions {
    let mut options = SessionOptions::default();
    change(&mut options);
    options
}

#[test]
fn a_name_is_a_token_and_not_too_long() {
    for name in
        ["", "a b", "a;b", "a=b", "a,b", "a\r\nb", "\u{fc}", "\u{0}", "a\"", "(a)", "a\u{7f}"]
    {
        let options = with(|options| options.cookie_name = name.to_owned());
        assert_eq!(error(options), CookieError::Name(name.to_owned()));
    }
    let of_length = |length| with(|options| options.cookie_name = "n".repeat(length));
    assert_eq!(error(of_length(4033)), CookieError::NameTooLong(4033));
    for options in
        [of_length(4032), with(|options| options.cookie_name = "!#$%&'*+-.^_`|~aZ09".into())]
    {
        options.check().unwrap();
    }
}

#[test]
fn a_path_is_one_that_browsers_take() {
    let long = format!("/{}", "a".repeat(1024));
    for path in ["", "a", "*", "http://a/", "/a;b", "/a\r\nb", "/\u{fc}", "/\u{0}", "/\t", &long] {
        let options = with(|options| options.cookie_path = path.to_owned());
        assert_eq!(error(options), CookieError::Path(path.to_owned()));
    }
    for path in ["/", "/a/b", "/a b", "/%C3%BC", "/a=b,c\"d", &long[1..].replacen('a', "/", 1)] {
        with(|options| options.cookie_path = path.to_owned()).check().unwrap();
    }
}

#[test]
fn a_domain_is_the_name_of_a_host() {
    let (label, long) = ("a".repeat(64), "a.".repeat(127) + "a");
    for domain in [
        "",
        ".",
        "..a",
        "a..b",
        "a.",
        "a b",
        "a;b",
        "a/b",
        "a:80",
        "https://a",
        "\u{fc}.de",
        "-a.b",
        "a-.b",
        "a,b",
        "*.a",
        "[::1]",
        &label,
        &long,
    ] {
        let options = with(|options| options.cookie_domain = Some(domain.to_owned()));
        assert_eq!(error(options), CookieError::Domain(domain.to_owned()));
    }
    for domain in
        ["a", "localhost", "example.com", ".example.com", "xn--mnchen-3ya.de", "127.0.0.1", "A_b.c"]
    {
        with(|options| options.cookie_domain = Some(domain.to_owned())).check().unwrap();
    }
}

#[test]
fn a_cookie_of_all_sites_is_secure() {
    let options = |cookie_secure| {
        with(|options| {
            options.cookie_same_site = SameSite::None;
            options.cookie_secure = cookie_secure;
        })
    };
    assert_eq!(error(options(false)), CookieError::SameSiteNone);
    options(true).check().unwrap();
}

#[test]
fn a_prefix_is_kept_to() {
    let secure = |name: &str| SessionOptions {
        cookie_name: name.to_owned(),
        cookie_secure: true,
        ..SessionOptions::default()
    };
    let shown = |name: &str| SessionOptions { cookie_http_only: false, ..secure(name) };
    let insecure = |name: &str| SessionOptions { cookie_secure: false, ..secure(name) };
    let in_path = |name: &str| SessionOptions { cookie_path: "/a".to_owned(), ..secure(name) };
    let in_domain =
        |name: &str| SessionOptions { cookie_domain: Some("a.b".to_owned()), ..secure(name) };

    // Browsers ignore the case of a prefix.
    for (name, prefix, refused) in [
        ("__Secure-id", "__Secure-", vec![insecure("__Secure-id")]),
        ("__secURE-", "__Secure-", vec![insecure("__secURE-")]),
        ("__Http-id", "__Http-", vec![insecure("__Http-id"), shown("__Http-id")]),
        (
            "__Host-id",
            "__Host-",
            vec![insecure("__Host-id"), in_path("__Host-id"), in_domain("__HOST-id")],
        ),
        (
            "__Host-Http-id",
            "__Host-Http-",
            vec![
                insecure("__Host-Http-id"),
                shown("__host-http-id"),
                in_path("__Host-Http-id"),
                in_domain("__Host-Http-id"),
            ],
        ),
    ] {
        secure(name).check().unwrap();
        for options in refused {
            match error(options) {
                CookieError::Prefix { prefix: found, .. } => assert_eq!(found, prefix),
                other => panic!("{other}"),
            }
        }
    }
    for options in
        [in_path("__Secure-id"), in_domain("__Http-id"), shown("__Host-id"), insecure("__Hostid")]
    {
        options.check().unwrap();
    }
}

/// Each error of settings names an option that the user wrote.
#[test]
fn errors_of_settings_name_the_option() {
    for (options, expected) in [
        (
            r#"cookie_same_site = "none""#,
            "`cookie_same_site`: browsers refuse `none` without `cookie_secure`",
        ),
        (
            r#"cookie_name = "__Host-id""#,
            "`cookie_name`: browsers refuse the prefix `__Host-` unless `cookie_secure` is on, there is no \
             `cookie_domain`, and `cookie_path` is `/`",
        ),
        (r#"cookie_name = "a b""#, "`cookie_name`: \"a b\" is not the name of a cookie"),
        (r#"cookie_path = "a""#, "`cookie_path`: \"a\" is not the path of a cookie"),
        (r#"cookie_domain = "a:80""#, "`cookie_domain`: \"a:80\" is not the name of a host"),
    ] {
        let list =
            format!("middleware = [{{ name = \"examples.Session\", options = {{ {options} }} }}]");
        let settings = Settings::parse(&list, Format::Toml).unwrap();
        let built = middleware_examples::registry()
            .build(&settings, |_: middleware_examples::Request| Response::default());
        let error = built.unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
        assert!(error.contains("examples.Session"), "{error}");
    }
}
