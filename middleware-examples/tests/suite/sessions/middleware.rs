//! The cases of Django's `SessionMiddlewareTests`, named like them. `test_session_update_error_redirect` is in `base`.

use http::StatusCode;
use middleware_examples::{SessionOptions, session::SameSite};

use super::{
    site::{Browser, everywhere},
    spied::Spied,
};

fn cookie_of(options: impl Fn() -> SessionOptions, check: impl Fn(&str)) {
    everywhere(options, |browser| {
        let answer = browser.get("/set:hello:world");
        assert_eq!(answer.vary.as_deref(), Some("Cookie"));
        check(&answer.set_cookie.unwrap());
    });
}

#[test]
fn the_default_cookie() {
    cookie_of(SessionOptions::default, |cookie| {
        let parts: Vec<_> = cookie.split("; ").collect();
        let key = parts[0].strip_prefix("sessionid=").unwrap();
        assert_eq!(key.len(), 64);
        assert_eq!(parts[1..5], ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=1209600"]);
        assert!(parts[5].starts_with("Expires=") && parts[5].ends_with(" GMT"), "{cookie}");
        assert_eq!(parts.len(), 6);
    });
}

#[test]
fn secure_session_cookie() {
    let options = || SessionOptions { cookie_secure: true, ..SessionOptions::default() };
    cookie_of(options, |cookie| assert!(cookie.contains("; Secure")));
}

#[test]
fn httponly_and_no_httponly_session_cookie() {
    cookie_of(SessionOptions::default, |cookie| assert!(cookie.contains("; HttpOnly")));
    let options = || SessionOptions { cookie_http_only: false, ..SessionOptions::default() };
    cookie_of(options, |cookie| assert!(!cookie.contains("HttpOnly")));
}

#[test]
fn samesite_session_cookie() {
    for (cookie_same_site, expected) in [
        (SameSite::Strict, Some("; SameSite=Strict")),
        (SameSite::Lax, Some("; SameSite=Lax")),
        (SameSite::None, Some("; SameSite=None; Secure; ")),
        (SameSite::Unsaid, None),
    ] {
        let cookie_secure = cookie_same_site == SameSite::None;
        let options =
            || SessionOptions { cookie_same_site, cookie_secure, ..SessionOptions::default() };
        cookie_of(options, |cookie| match expected {
            Some(expected) => assert!(cookie.contains(expected), "{cookie}"),
            None => assert!(!cookie.contains("SameSite"), "{cookie}"),
        });
    }
}

#[test]
fn session_save_on_500_and_5xx() {
    for status in [500, 503] {
        let spied = Spied::default();
        everywhere(
            || spied.options(),
            |browser| {
                let answer = browser.get(&format!("/set:hello:world/status:{status}"));
                assert_eq!(answer.set_cookie, None);
                assert_eq!(answer.vary.as_deref(), Some("Cookie"));
                assert!(spied.store.is_empty());
                // Nor is what was there before changed.
                browser.text("/set:hello:world");
                browser.get(&format!("/set:hello:all/cycle/status:{status}"));
                assert_eq!(browser.text("/get:hello"), "world");
                browser.get("/logout");
            },
        );
    }
    everywhere(SessionOptions::default, |browser| {
        browser.get("/set:hello:world/status:499");
        assert_eq!(browser.text("/get:hello"), "world");
    });
}

#[test]
fn session_delete_on_end() {
    everywhere(SessionOptions::default, |browser| {
        browser.cookie = Some("abc".to_owned());
        let answer = browser.get("/flush");
        assert_eq!(
            answer.set_cookie.unwrap(),
            "sessionid=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT"
        );
        assert_eq!(answer.vary.as_deref(), Some("Cookie"));
    });
}

#[test]
fn session_delete_on_end_with_custom_domain_and_path() {
    let options = || SessionOptions {
        cookie_domain: Some(".example.local".to_owned()),
        cookie_path: "/example/".to_owned(),
        ..SessionOptions::default()
    };
    everywhere(options, |browser| {
        let set = browser.get("/set:hello:world").set_cookie.unwrap();
        let part = "; Path=/example/; Domain=example.local; Max-Age=1209600;";
        assert!(set.contains(part), "{set}");
        let removed = browser.get("/flush").set_cookie.unwrap();
        assert_eq!(
            removed,
            "sessionid=; HttpOnly; SameSite=Lax; Path=/example/; Domain=example.local; Max-Age=0; \
             Expires=Thu, 01 Jan 1970 00:00:00 GMT"
        );
        assert_eq!(browser.cookie, None);
    });
}

#[test]
fn flush_empty_without_session_cookie_doesnt_set_cookie() {
    everywhere(SessionOptions::default, |browser| {
        let answer = browser.get("/flush");
        assert_eq!(answer.set_cookie, None);
        assert_eq!(answer.vary.as_deref(), Some("Cookie"));
    });
}

#[test]
fn save_every_request_with_non_empty_session_renews_session_cookie() {
    let options = || SessionOptions { save_every_request: true, ..SessionOptions::default() };
    everywhere(options, |browser| {
        browser.get("/set:hello:world");
        let key = browser.key();
        let answer = browser.get("/untouched");
        assert!(answer.set_cookie.is_some());
        assert_eq!(answer.vary.as_deref(), Some("Cookie"));
        assert_eq!((browser.key(), browser.text("/get:hello").as_str()), (key, "world"));
        // There is nothing to renew for who has none, be it known or not.
        browser.cookie = None;
        assert_eq!(browser.get("/untouched").set_cookie, None);
        browser.cookie = Some("0".repeat(64));
        browser.get("/untouched");
        assert_eq!(browser.cookie, None);
    });
}

#[test]
fn empty_session_saved() {
    everywhere(SessionOptions::default, |browser| {
        browser.get("/set:foo:bar");
        let key = browser.key();
        // It is empty, and was not flushed: so it stays.
        let answer = browser.get("/pop:foo");
        assert_eq!(answer.text, "bar");
        assert!(answer.set_cookie.unwrap().starts_with(&format!("sessionid={}", key.as_str())));
        assert_eq!(answer.vary.as_deref(), Some("Cookie"));
        assert_eq!(browser.text("/names"), "");
        browser.get("/set:foo:again");
        assert_eq!(browser.key(), key);
    });
}

/// The store is not touched unless the session is, and each mode uses its own half.
#[test]
fn only_what_is_needed_is_asked_of_the_store() {
    let spied = Spied::default();
    let ways = super::site::ways(&spied.options());
    for way in &ways {
        let mut browser = Browser::new(&*way.call);
        let prefix = if way.name.starts_with("async view") { "a" } else { "" };
        let expect = |asked: &[&str]| {
            let asked: Vec<_> = asked.iter().map(|what| format!("{prefix}{what}")).collect();
            assert_eq!(spied.take(), asked, "{}", way.name);
        };
        let answer = browser.get("/untouched");
        assert_eq!((answer.set_cookie, answer.vary), (None, None));
        expect(&[]);
        // A session that nobody has, and that stays empty.
        let answer = browser.get("/read");
        assert_eq!((answer.set_cookie, answer.vary.as_deref()), (None, Some("Cookie")));
        expect(&[]);
        browser.get("/set:a:b");
        expect(&["create"]);
        let answer = browser.get("/untouched");
        assert_eq!((answer.set_cookie, answer.vary), (None, None));
        expect(&[]);
        let answer = browser.get("/get:a/has:a/names");
        assert_eq!((answer.set_cookie, answer.vary.as_deref()), (None, Some("Cookie")));
        expect(&["load"]);
        browser.get("/set:a:c");
        expect(&["load", "update"]);
        browser.get("/cycle");
        expect(&["load", "create", "delete"]);
        browser.get("/logout");
        expect(&["delete"]);
        assert_eq!(browser.get("/status:404").status, StatusCode::NOT_FOUND);
        expect(&[]);
    }
}
