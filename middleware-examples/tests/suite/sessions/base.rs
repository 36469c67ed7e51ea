//! The cases of Django's `SessionTestsMixin`, named like them where there is one of the same.

use middleware_core::Chain;
use middleware_examples::{Request, Response, Session, SessionOptions, session::Store as _};
use middleware_tests::drive_everywhere;

use super::{
    site::{apps, everywhere},
    spied::Spied,
};

#[test]
fn new_session_and_get_empty() {
    everywhere(SessionOptions::default, |browser| {
        assert_eq!(browser.text("/get:cat/state"), "nothingtrue,false");
    });
}

#[test]
fn store_pop_and_pop_default() {
    everywhere(SessionOptions::default, |browser| {
        assert_eq!(browser.text("/pop:cat/state"), "nothingtrue,false");
        assert_eq!(browser.text("/set:cat:dog/state"), "true,true");
        assert_eq!(browser.text("/pop:cat/get:cat/state"), "dognothingtrue,true");
    });
}

#[test]
fn has_key_names_and_clear() {
    everywhere(SessionOptions::default, |browser| {
        browser.get("/set:b:1/set:a:2");
        assert_eq!(browser.text("/has:a/has:c/names/state"), "truefalsea,btrue,false");
        assert_eq!(browser.text("/clear/names/state"), "true,true");
        assert_eq!(browser.text("/names"), "");
        assert!(browser.cookie.is_some());
    });
}

#[test]
fn a_value_of_another_type_is_an_error() {
    everywhere(SessionOptions::default, |browser| {
        browser.get("/set:a:text");
        assert_eq!(browser.get("/number:a").status, 500);
        assert_eq!(browser.text("/get:a"), "text");
    });
}

#[test]
fn flush() {
    let spied = Spied::default();
    everywhere(
        || spied.options(),
        |browser| {
            for logout in ["/flush", "/logout", "/read/flush/read", "/logout-500"] {
                browser.get("/set:foo:bar");
                let key = browser.key();
                browser.get(logout);
                assert_eq!(browser.cookie, None);
                assert_eq!(spied.store.load(&key).unwrap(), None);
            }
            // What comes after it is a new session.
            browser.get("/set:foo:bar");
            let key = browser.key();
            browser.get("/flush/set:foo:new");
            assert_ne!(browser.key(), key);
            assert_eq!(spied.store.load(&key).unwrap(), None);
            assert_eq!(browser.text("/get:foo"), "new");
            browser.get("/logout");
        },
    );
    assert!(spied.store.is_empty());
}

#[test]
fn cycle() {
    let spied = Spied::default();
    everywhere(
        || spied.options(),
        |browser| {
            browser.get("/set:a:c/set:b:d");
            for cycle in ["/cycle", "/cycle/cycle", "/cycle/set:x:y"] {
                let key = browser.key();
                browser.get(cycle);
                assert_ne!(browser.key(), key);
                assert_eq!(spied.store.load(&key).unwrap(), None);
                assert_eq!(browser.text("/get:a/get:b"), "cd");
            }
            browser.get("/cycle/flush");
            assert_eq!(browser.cookie, None);
            assert!(spied.store.is_empty());
            // There is nothing to give a new key to.
            assert_eq!(browser.get("/cycle").set_cookie, None);
            // Nor an old one, as before a login.
            browser.get("/cycle/set:user:ada");
            assert_eq!(browser.text("/get:user"), "ada");
            browser.get("/logout");
        },
    );
}

/// Django: `test_invalid_key`, `test_session_load_does_not_create_record`.
#[test]
fn invalid_key_and_load_does_not_create_record() {
    let spied = Spied::default();
    everywhere(
        || spied.options(),
        |browser| {
            let unknown = "0123456789abcdef".repeat(4);
            for chosen in ["1", "someunknownkey", &unknown] {
                browser.cookie = Some(chosen.to_owned());
                assert_eq!(browser.text("/get:cat"), "nothing");
                assert!(spied.store.is_empty());
                // The browser is told to forget it.
                assert_eq!(browser.cookie, None);
                browser.cookie = Some(chosen.to_owned());
                browser.get("/set:cat:dog");
                assert_ne!(browser.key().as_str(), chosen);
                assert_eq!(browser.text("/get:cat"), "dog");
                browser.get("/logout");
            }
        },
    );
}

/// Django: `test_session_save_does_not_resurrect_session_logged_out_in_other_context`, and `SessionInterrupted`. Here
/// also for a session that gets a new key.
#[test]
fn save_does_not_resurrect_a_session_logged_out_in_another_request() {
    for (change, status) in [("/set:a:b", 400), ("/cycle", 400), ("/read", 200), ("/logout", 200)] {
        let spied = Spied::default();
        let (other, _) = apps(&spied.options());
        // The other request, which ends the session while this one is in its view.
        let logout = move |request: &Request| {
            let mut other_request = Request::default();
            *other_request.headers_mut() = request.headers().clone();
            *other_request.uri_mut() = "/logout".parse().unwrap();
            assert_eq!(other.call(other_request).status(), 200);
        };
        let act = move |session: &Session| match change {
            "/logout" => session.flush(),
            "/cycle" => session.load().unwrap().cycle_key(),
            "/set:a:b" => session.load().unwrap().insert("a", "b").unwrap(),
            _ => {}
        };
        let layers = Chain::<Request, Response>::new().with(spied.options().layer().unwrap());
        let (logout2, act2) = (logout.clone(), act);
        let sync_app = layers.clone().view(move |request: Request| {
            let session = Session::of(&request).unwrap();
            session.load().unwrap();
            logout(&request);
            act(&session);
            Response::default()
        });
        let async_app = layers.view(move |request: Request| {
            let (logout, act) = (logout2.clone(), act2);
            async move {
                let session = Session::of(&request).unwrap();
                session.aload().await.unwrap();
                logout(&request);
                // It is loaded, so this waits for nothing.
                act(&session);
                Response::default()
            }
        });
        let runtime = middleware_tests::drive::multi_thread();
        let calls: [&dyn Fn(Request) -> Response; 4] = [
            &|request| sync_app.call(request),
            &|request| async_app.call(request),
            &|request| runtime.block_on(sync_app.acall(request)),
            &|request| runtime.block_on(async_app.acall(request)),
        ];
        let (login, _) = apps(&spied.options());
        for call in calls {
            let mut request = Request::default();
            *request.uri_mut() = "/set:user:ada".parse().unwrap();
            let set = login.call(request).headers()["set-cookie"].clone();
            let mut request = Request::default();
            request.headers_mut().insert("cookie", set);
            let response = call(request);
            assert_eq!(response.status(), status, "{change}");
            let sets = response.headers().get("set-cookie");
            assert!(sets.is_none_or(|set| set.to_str().unwrap().contains("Max-Age=0")), "{sets:?}");
            assert!(spied.store.is_empty(), "{change}");
        }
    }
}

/// The same session, read in every way of driving a chain.
#[test]
fn a_session_is_read_in_every_way_of_driving() {
    let options = SessionOptions::default();
    let (sync_app, async_app) = apps(&options);
    let mut request = Request::default();
    *request.uri_mut() = "/set:user:ada".parse().unwrap();
    let set = sync_app.call(request).headers()["set-cookie"].clone();
    let mut request = Request::default();
    request.headers_mut().insert("cookie", set);
    *request.uri_mut() = "/get:user/set:seen:yes".parse().unwrap();
    for app in [sync_app, async_app] {
        for (way, (status, text)) in
            drive_everywhere(&app, &request, |response| (response.status(), response.into_body()))
        {
            assert_eq!((status.as_u16(), &text[..]), (200, &b"ada"[..]), "{way}");
        }
    }
}

#[test]
fn a_panic_in_the_view_saves_nothing() {
    let spied = Spied::default();
    let (sync_app, async_app) = apps(&spied.options());
    for app in [sync_app, async_app] {
        let mut request = Request::default();
        *request.uri_mut() = "/panic".parse().unwrap();
        let call = std::panic::AssertUnwindSafe(|| app.call(request));
        assert!(std::panic::catch_unwind(call).is_err());
        assert!(spied.take().is_empty());
    }
}
