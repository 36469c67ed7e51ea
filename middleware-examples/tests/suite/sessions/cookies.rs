//! Cookies that clients may send.

use bytes::Bytes;
use http::HeaderValue;
use middleware_core::Chain;
use middleware_examples::{Request, Response, Session, SessionOptions};
use middleware_tests::drive_everywhere;

use super::{
    site::{Answer, Browser, everywhere},
    spied::Spied,
};

/// Asks with these lines as cookies.
fn with_lines<L: AsRef<[u8]>>(browser: &Browser<'_>, path: &str, lines: &[L]) -> Answer {
    let mut request = http::Request::get(path).body(Bytes::new()).unwrap();
    for line in lines {
        let value = HeaderValue::from_bytes(line.as_ref()).unwrap();
        request.headers_mut().append("cookie", value);
    }
    browser.send(request)
}

#[test]
fn one_that_has_not_the_form_of_a_key_never_reaches_the_store() {
    let spied = Spied::default();
    let long = "0".repeat(65);
    let very_long = "a".repeat(1 << 20);
    let (upper, dotted) = ("A".repeat(64), "../".repeat(21) + "a");
    everywhere(
        || spied.options(),
        |browser| {
            let values: [&[u8]; 14] = [
                b"",
                b"\"\"",
                b"1",
                b"abc\"def",
                b"%00",
                b"\xff\xfe\xfd",
                b"\xc3\xbc",
                b"*",
                b"a b",
                b"=",
                long.as_bytes(),
                very_long.as_bytes(),
                upper.as_bytes(),
                dotted.as_bytes(),
            ];
            for value in values {
                let line = [b"sessionid=", value].concat();
                let answer = with_lines(browser, "/get:cat", &[line]);
                assert_eq!((answer.status.as_u16(), answer.text.as_str()), (200, "nothing"));
                assert!(answer.set_cookie.unwrap().starts_with("sessionid=; "));
            }
            assert!(spied.take().is_empty());
        },
    );
}

#[test]
fn other_cookies_do_not_matter() {
    everywhere(SessionOptions::default, |browser| {
        browser.get("/set:cat:dog");
        let cookie = format!("sessionid={}", browser.cookie.clone().unwrap());
        let quoted = format!("sessionid=\"{}\"", browser.cookie.clone().unwrap());
        let lines: [Vec<Vec<u8>>; 9] = [
            vec![format!("a=b; {cookie}; c=d").into()],
            vec![format!("a=b;{cookie};").into()],
            vec![b"a=b".to_vec(), cookie.clone().into(), b"c".to_vec()],
            vec![format!(";;; =; = ; nonsense; {cookie}").into()],
            vec![[b"x=\xff; ", cookie.as_bytes(), b"; y=\xfe"].concat()],
            vec![quoted.into()],
            vec![format!("SESSIONID=1; sessionid2=2; {cookie}").into()],
            // Another site's cookie must not pass for this one by white space that no browser takes for such: it could
            // be set in spite of `__Host-` then.
            vec![
                format!("{cookie}; \u{2000}sessionid=1; \u{a0}sessionid=2; sessionid\u{85}=3")
                    .into(),
            ],
            // Of several the last one counts, as in Django.
            vec![b"sessionid=1".to_vec(), format!("sessionid=2; {cookie}").into()],
        ];
        for lines in lines {
            assert_eq!(with_lines(browser, "/get:cat", &lines).text, "dog");
        }
        let last = with_lines(browser, "/get:cat", &[format!("{cookie}; sessionid=1")]);
        assert_eq!(last.text, "nothing");
    });
}

#[test]
fn no_cookie_of_the_name_is_no_cookie() {
    everywhere(SessionOptions::default, |browser| {
        for line in ["", "a=b", "sessionid", "sessionid2=a", ";"] {
            assert_eq!(with_lines(browser, "/get:cat", &[line]).set_cookie, None, "{line}");
        }
    });
}

/// Whoever knows a session's key, and nobody else.
#[test]
fn users_see_their_own_sessions() {
    everywhere(SessionOptions::default, |browser| {
        browser.get("/set:user:ada");
        let ada = browser.cookie.take();
        browser.get("/set:user:bob");
        let bob = std::mem::replace(&mut browser.cookie, ada.clone());
        assert_ne!(ada, bob);
        assert_eq!(browser.text("/get:user"), "ada");
        browser.cookie = bob;
        assert_eq!(browser.text("/get:user"), "bob");
        browser.cookie = None;
        assert_eq!(browser.text("/get:user"), "nothing");
    });
}

/// `patch_vary_headers`.
#[test]
fn vary_is_added_to() {
    for (before, after) in [
        (vec![], "Cookie"),
        (vec!["Accept-Encoding"], "Accept-Encoding, Cookie"),
        (vec!["Accept-Encoding, accept"], "Accept-Encoding, accept, Cookie"),
        (vec!["Accept", "Origin"], "Accept, Origin, Cookie"),
        (vec!["cookie"], "cookie"),
        (vec!["Accept,COOKIE , Origin"], "Accept,COOKIE , Origin"),
        (vec!["*"], "*"),
        (vec![""], "Cookie"),
    ] {
        let layers =
            Chain::<Request, Response>::new().with(SessionOptions::default().layer().unwrap());
        let lines = before.clone();
        let app = layers.view(move |request: Request| {
            Session::of(&request).unwrap().load().unwrap();
            let mut response = Response::default();
            for line in &lines {
                response.headers_mut().append("vary", HeaderValue::from_static(line));
            }
            response
        });
        for (way, vary) in drive_everywhere(&app, &Request::default(), |response: Response| {
            let vary = response.headers().get_all("vary").into_iter();
            vary.map(|value| value.to_str().unwrap().to_owned()).collect::<Vec<_>>()
        }) {
            assert_eq!(vary, [after], "{way}: {before:?}");
        }
    }
}

#[test]
fn cookies_of_the_view_stay() {
    let app = Chain::<Request, Response>::new()
        .with(SessionOptions::default().layer().unwrap())
        .view(|request: Request| {
            Session::of(&request).unwrap().load().unwrap().insert("a", 1).unwrap();
            let mut response = Response::default();
            response.headers_mut().append("set-cookie", HeaderValue::from_static("a=b"));
            response
        });
    let response = app.call(Request::default());
    let cookies: Vec<_> = response.headers().get_all("set-cookie").iter().collect();
    assert_eq!((cookies.len(), cookies[0]), (2, &HeaderValue::from_static("a=b")));
}

#[test]
fn a_secure_name_is_removed_as_a_secure_cookie() {
    let options = || SessionOptions {
        cookie_name: "__Host-id".to_owned(),
        cookie_secure: true,
        ..SessionOptions::default()
    };
    everywhere(options, |browser| {
        let answer = with_lines(browser, "/flush", &["__Host-id=1"]);
        assert!(answer.set_cookie.unwrap().contains("; Secure;"));
    });
}
