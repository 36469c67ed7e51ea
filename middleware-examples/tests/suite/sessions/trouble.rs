//! Stores that fail, and what is in them that is not a session.

use std::sync::Arc;

use async_trait::async_trait;
use middleware_examples::{
    SessionOptions,
    session::{MemoryStore, SessionError, SessionKey, SharedStore, Store, StoreError, Write},
};

use super::site::{apps, everywhere};

/// Fails in the operations that the test chooses.
#[derive(Clone, Debug)]
struct Failing {
    store: Arc<MemoryStore>,
    loads: bool,
    writes: bool,
}

impl Failing {
    fn options(loads: bool, writes: bool) -> SessionOptions {
        let store = Self { store: Arc::default(), loads, writes };
        SessionOptions { store: SharedStore::new(store), ..SessionOptions::default() }
    }
}

fn fail<T>(
    fails: bool,
    otherwise: impl FnOnce() -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    if fails { Err(StoreError::unavailable("it is down")) } else { otherwise() }
}

#[async_trait]
impl Store for Failing {
    fn load(&self, key: &SessionKey) -> Result<Option<String>, StoreError> {
        fail(self.loads, || self.store.load(key))
    }

    async fn aload(&self, key: &SessionKey) -> Result<Option<String>, StoreError> {
        self.load(key)
    }

    fn write(&self, write: Write) -> Result<bool, StoreError> {
        fail(self.writes, || self.store.write(write))
    }

    async fn awrite(&self, write: Write) -> Result<bool, StoreError> {
        self.write(write)
    }
}

/// Nobody is taken for a visitor without a session because the store is down.
#[test]
fn a_store_that_cannot_load_is_an_error_of_the_view() {
    everywhere(
        || Failing::options(true, false),
        |browser| {
            browser.cookie = Some("0".repeat(64));
            for path in ["/get:user", "/set:user:ada", "/clear", "/cycle", "/flush"] {
                let answer = browser.get(path);
                assert_eq!(answer.status, 503, "{path}");
                // The cookie stays: the session is there again when the store is.
                assert_eq!(answer.set_cookie, None);
                assert_eq!(answer.vary.as_deref(), Some("Cookie"));
            }
            assert_eq!(browser.get("/untouched").status, 200);
            // A request without a session needs no store.
            browser.cookie = None;
            assert_eq!(browser.text("/get:user"), "nothing");
        },
    );
}

#[test]
fn a_store_that_cannot_save_takes_the_place_of_the_answer() {
    everywhere(
        || Failing::options(false, true),
        |browser| {
            for path in ["/set:user:ada", "/get:a/set:user:ada/status:301"] {
                let answer = browser.get(path);
                assert_eq!((answer.status.as_u16(), answer.set_cookie), (503, None));
                assert_eq!(answer.text, "Sessions are not available. Try again later.");
            }
            // A logout that was not saved is none.
            browser.cookie = Some("0".repeat(64));
            assert_eq!(browser.get("/logout").status, 503);
            assert!(browser.cookie.is_some());
            assert_eq!(browser.get("/untouched").status, 200);
        },
    );
}

#[test]
fn save_every_request_needs_the_store_every_time() {
    let options = || SessionOptions { save_every_request: true, ..Failing::options(true, false) };
    everywhere(options, |browser| {
        assert_eq!(browser.get("/untouched").status, 200);
        browser.cookie = Some("0".repeat(64));
        assert_eq!(browser.get("/untouched").status, 503);
    });
}

#[test]
fn the_error_goes_with_the_answer() {
    let (sync_app, async_app) = apps(&Failing::options(false, true));
    for app in [sync_app, async_app] {
        let mut request = middleware_examples::Request::default();
        *request.uri_mut() = "/set:a:b".parse().unwrap();
        let response = app.call(request);
        let error = response.extensions().get::<Arc<SessionError>>().unwrap();
        assert_eq!(error.to_string(), "the session store is not available: it is down");
    }
}

#[test]
fn what_is_no_session_is_an_error_and_can_be_flushed() {
    for record in ["", "{}", "nonsense", r#"{"data": 1, "expiry": null}"#, "\u{0}"] {
        let key = SessionKey::generate().unwrap();
        let store = SharedStore::new(MemoryStore::default());
        let create = || Write::Create {
            key: key.clone(),
            record: record.to_owned(),
            age: std::time::Duration::from_mins(1),
        };
        let options = || SessionOptions { store: store.clone(), ..SessionOptions::default() };
        everywhere(options, |browser| {
            assert!(store.write(create()).unwrap());
            browser.cookie = Some(key.as_str().to_owned());
            let answer = browser.get("/get:user");
            assert_eq!((answer.status.as_u16(), answer.set_cookie), (500, None), "{record}");
            assert_eq!(browser.get("/logout").status, 200);
            assert_eq!(browser.cookie, None);
        });
    }
}
