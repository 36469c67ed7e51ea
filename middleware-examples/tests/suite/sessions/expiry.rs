//! When sessions end. The time is set by hand.

use std::time::Duration;

use middleware_examples::SessionOptions;

use super::{site::everywhere, spied::Hand};

#[test]
fn default_expiry_and_custom_expiry_reset() {
    everywhere(SessionOptions::default, |browser| {
        assert_eq!(browser.text("/age"), "1209600");
        // One that ends with the browser is kept as long.
        assert_eq!(browser.text("/browser/age"), "1209600");
        assert_eq!(browser.text("/after:10/age"), "10");
        assert_eq!(browser.text("/default/after:10/default/age"), "1209600");
    });
}

#[test]
fn expire_at_browser_close() {
    everywhere(SessionOptions::default, |browser| {
        assert_eq!(browser.text("/closes"), "false");
        assert_eq!(browser.text("/after:10/closes"), "false");
        assert_eq!(browser.text("/browser/closes"), "true");
        assert_eq!(browser.text("/browser/default/closes"), "false");
        let set = browser.get("/set:a:b/browser").set_cookie.unwrap();
        assert!(!set.contains("Max-Age") && !set.contains("Expires"), "{set}");
    });
    let options = || SessionOptions { expire_at_browser_close: true, ..SessionOptions::default() };
    everywhere(options, |browser| {
        assert_eq!(browser.text("/closes"), "true");
        assert_eq!(browser.text("/after:10/closes"), "false");
        assert_eq!(browser.text("/after:10/default/closes"), "true");
        let set = browser.get("/set:a:b").set_cookie.unwrap();
        assert!(!set.contains("Max-Age") && !set.contains("Expires"), "{set}");
        let set = browser.get("/after:10").set_cookie.unwrap();
        assert!(set.contains("Max-Age=10; "), "{set}");
    });
}

#[test]
fn a_session_ends_so_long_after_it_was_saved() {
    let hand = Hand::default();
    everywhere(
        || {
            hand.set(1_000_000_000);
            hand.options()
        },
        |browser| {
            let set = browser.get("/set:a:b/after:10").set_cookie.unwrap();
            let times = "; Max-Age=10; Expires=Sun, 09 Sep 2001 01:46:50 GMT";
            assert!(set.ends_with(times), "{set}");
            hand.set(1_000_000_009);
            assert_eq!(browser.text("/get:a"), "b");
            // Reading does not renew it, saving does.
            hand.set(1_000_000_010);
            let key = browser.cookie.clone();
            assert_eq!(browser.text("/get:a"), "nothing");
            hand.set(1_000_000_009);
            browser.cookie = key;
            assert_eq!(browser.text("/set:c:d"), "");
            hand.set(1_000_000_018);
            assert_eq!(browser.text("/get:a"), "b");
        },
    );
}

#[test]
fn a_session_ends_at_a_time() {
    let hand = Hand::default();
    everywhere(
        || {
            hand.set(1000);
            hand.options()
        },
        |browser| {
            assert_eq!(browser.text("/set:a:b/at:1010/age"), "10");
            hand.set(1004);
            let set = browser.get("/set:c:d").set_cookie.unwrap();
            assert!(set.contains("; Max-Age=6; "), "{set}");
            hand.set(1010);
            assert_eq!(browser.text("/get:a"), "nothing");
        },
    );
}

/// Django: `test_actual_expiry`, a session that ends in the past.
#[test]
fn a_session_that_has_ended_is_gone_at_once() {
    let hand = Hand::default();
    everywhere(
        || {
            hand.set(1000);
            hand.options()
        },
        |browser| {
            for end in ["/at:990", "/at:1000", "/after:0"] {
                assert_eq!(browser.get(&format!("/set:a:b{end}")).set_cookie, None);
                browser.get("/set:a:b");
                let key = browser.cookie.clone();
                browser.get(end);
                assert_eq!(browser.cookie, None);
                browser.cookie = key;
                assert_eq!(browser.text("/get:a"), "nothing");
            }
        },
    );
}

/// Browsers do not keep a cookie longer.
#[test]
fn a_cookie_lasts_for_at_most_400_days() {
    let options =
        || SessionOptions { cookie_age: Duration::MAX, ..Hand::at(1_000_000_000).options() };
    everywhere(options, |browser| {
        let set = browser.get("/set:a:b").set_cookie.unwrap();
        let times = "; Max-Age=34560000; Expires=Mon, 14 Oct 2002 01:46:40 GMT";
        assert!(set.ends_with(times), "{set}");
        assert_eq!(browser.text("/get:a"), "b");
    });
}
