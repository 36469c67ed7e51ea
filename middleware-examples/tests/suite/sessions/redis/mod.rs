//! Sessions in a real Redis.

mod broken;
mod full;
mod no_thread;
mod trouble;

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    time::{Duration, Instant},
};

use http::header;
use middleware_examples::{
    Request, Response, SessionOptions,
    session::{RedisOptions, RedisStore, SessionKey, SharedStore, StoreOptions, Write},
};
use middleware_tests::drive::{current_thread, drive_everywhere, multi_thread};

use super::site::{Browser, apps, everywhere};
use crate::redis_server::Redis;

/// Long enough for whatever has to happen.
const AGES: Duration = Duration::from_secs(30);

fn store(redis: &Redis, timeout: Duration) -> SharedStore {
    let options = RedisOptions { url: redis.url(), timeout, ..RedisOptions::default() };
    SharedStore::new(RedisStore::new(options).unwrap())
}

fn options(redis: &Redis) -> SessionOptions {
    with_timeout(redis, AGES)
}

fn with_timeout(redis: &Redis, timeout: Duration) -> SessionOptions {
    SessionOptions { store: store(redis, timeout), ..SessionOptions::default() }
}

fn request(path: &str, cookie: Option<&str>) -> Request {
    let mut request = http::Request::get(path).body(bytes::Bytes::new()).unwrap();
    if let Some(cookie) = cookie {
        request.headers_mut().insert(header::COOKIE, cookie.parse().unwrap());
    }
    request
}

fn cookie_of(response: &Response) -> String {
    response.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned()
}

/// What the server itself says.
fn ask(redis: &Redis, command: &str) -> String {
    let url = redis.url();
    let mut stream = TcpStream::connect(url.trim_start_matches("redis://")).unwrap();
    stream.set_read_timeout(Some(AGES)).unwrap();
    stream.write_all(format!("{command}\r\nQUIT\r\n").as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.trim_end_matches("+OK\r\n").trim_end().to_owned()
}

#[test]
fn sessions_come_and_go_in_every_way() {
    let Some(redis) = Redis::start("sessions in Redis") else { return };
    everywhere(
        || options(&redis),
        |browser| {
            assert_eq!(browser.get("/read").set_cookie, None);
            browser.get("/set:a:b/set:c:d");
            assert_eq!(browser.text("/get:a/get:c/names"), "bda,c");
            browser.get("/set:a:\u{fc}%22".replace('\u{fc}', "%C3%BC").as_str());
            let key = browser.key();
            browser.get("/cycle");
            assert_ne!(browser.key(), key);
            assert_eq!(browser.text("/pop:c/names"), "da");
            browser.get("/set:a:z/status:500");
            assert_eq!(browser.text("/get:a"), "%C3%BC%22");
            let cookie = browser.cookie.clone();
            browser.get("/logout");
            assert_eq!(ask(&redis, "DBSIZE"), ":0");
            browser.cookie = cookie;
            assert_eq!(browser.text("/get:a"), "nothing");
        },
    );
}

#[test]
fn a_session_is_read_in_every_way_of_driving() {
    let Some(redis) = Redis::start("reading a session from Redis") else { return };
    let (sync_app, async_app) = apps(&options(&redis));
    let cookie = cookie_of(&sync_app.call(request("/set:user:ada", None)));
    for app in [sync_app, async_app] {
        let request = request("/get:user/set:seen:yes", Some(&cookie));
        for (way, (status, text)) in
            drive_everywhere(&app, &request, |response| (response.status(), response.into_body()))
        {
            assert_eq!((status.as_u16(), &text[..]), (200, &b"ada"[..]), "{way}");
        }
    }
}

#[test]
fn two_processes_share_sessions_and_see_each_others_logouts() {
    let Some(redis) = Redis::start("two stores in one Redis") else { return };
    let ((first, _), (_, second)) = (apps(&options(&redis)), apps(&options(&redis)));
    let cookie = cookie_of(&first.call(request("/set:user:ada", None)));
    assert_eq!(second.call(request("/get:user", Some(&cookie))).body(), "ada");
    assert_eq!(second.call(request("/logout", Some(&cookie))).status(), 200);
    assert_eq!(first.call(request("/get:user", Some(&cookie))).body(), "nothing");
}

#[test]
fn the_server_knows_when_a_session_ends() {
    let Some(redis) = Redis::start("expiry in Redis") else { return };
    everywhere(
        || options(&redis),
        |browser| {
            let name = |browser: &Browser<'_>| format!("session:{}", browser.key().as_str());
            let left = |browser: &Browser<'_>| -> u64 {
                ask(&redis, &format!("PTTL {}", name(browser)))[1..].parse().unwrap()
            };
            browser.get("/set:a:b");
            let two_weeks = 14 * 24 * 60 * 60 * 1000;
            assert!((two_weeks - 60_000..=two_weeks).contains(&left(browser)));
            browser.get("/after:1000");
            assert!((940_000..=1_000_000).contains(&left(browser)));
            // Reading does not renew it, and no change loses the end.
            browser.get("/get:a");
            browser.get("/set:c:d");
            assert!((1..=1_000_000).contains(&left(browser)));
            assert_eq!(ask(&redis, &format!("PEXPIRE {} 1", name(browser))), ":1");
            let start = Instant::now();
            while browser.text("/get:a") == "b" {
                assert!(start.elapsed() < AGES, "it does not end");
            }
            assert_eq!(browser.cookie, None);
        },
    );
    let (app, _) = apps(&SessionOptions { cookie_age: Duration::MAX, ..options(&redis) });
    assert_eq!(app.call(request("/set:a:b", None)).status(), 200);
}

#[test]
fn writes_say_whether_they_could_be_done() {
    let Some(redis) = Redis::start("the writes of the Redis store") else { return };
    let (store, key) = (store(&redis, AGES), SessionKey::generate().unwrap());
    let (text, age) = (|text: &str| text.to_owned(), AGES);
    let create = |record| Write::Create { key: key.clone(), record, age };
    let update = |record| Write::Update { key: key.clone(), record, age };
    let delete = || Write::Delete { key: key.clone() };
    let runtime = current_thread();
    let sync_write = |write| store.write(write).unwrap();
    let async_write = |write| runtime.block_on(store.awrite(write)).unwrap();
    let writes: [&dyn Fn(Write) -> bool; 2] = [&sync_write, &async_write];
    for write in writes {
        assert!(!write(update(text("1"))) && !write(delete()));
        assert!(write(create(text("1"))) && !write(create(text("2"))));
        assert_eq!(store.load(&key).unwrap().as_deref(), Some("1"));
        assert!(write(update(text("3"))));
        assert_eq!(runtime.block_on(store.aload(&key)).unwrap().as_deref(), Some("3"));
        assert!(write(delete()) && !write(delete()));
        assert_eq!(store.load(&key).unwrap(), None);
    }
}

#[test]
fn a_server_is_found_by_its_name() {
    let Some(redis) = Redis::start("a Redis with a name") else { return };
    let url = redis.url().replace("127.0.0.1", "localhost");
    let redis_options = RedisOptions { url, timeout: AGES, ..RedisOptions::default() };
    let store = || RedisStore::new(redis_options.clone());
    let options = || SessionOptions {
        store: SharedStore::new(store().unwrap()),
        ..SessionOptions::default()
    };
    everywhere(options, |browser| {
        browser.get("/set:a:b");
        assert_eq!(browser.text("/get:a"), "b");
    });
}

/// What somebody else has put there is an error, and not a session.
#[test]
fn what_is_no_session_is_an_error() {
    let Some(redis) = Redis::start("what is no session in Redis") else { return };
    let key = "0".repeat(64);
    everywhere(
        || options(&redis),
        |browser| {
            for (command, status) in [
                (format!("SET session:{key} nonsense"), 500),
                (format!("SET session:{key} \"\\xff\""), 503),
                (format!("LPUSH session:{key} a"), 503),
            ] {
                ask(&redis, &format!("DEL session:{key}"));
                ask(&redis, &command);
                browser.cookie = Some(key.clone());
                assert_eq!(browser.get("/get:user").status, status, "{command}");
                assert_eq!(browser.get("/logout").status, 200);
            }
        },
    );
}

#[test]
fn a_store_is_dropped_anywhere() {
    let Some(redis) = Redis::start("dropping a Redis store") else { return };
    let used = || {
        let store = store(&redis, AGES);
        assert!(store.load(&SessionKey::generate().unwrap()).unwrap().is_none());
        store
    };
    drop(used());
    current_thread().block_on(async { drop(used()) });
    multi_thread().block_on(async {
        let store = used();
        tokio::spawn(async move { drop(store) }).await.unwrap();
    });
}

#[test]
fn it_is_read_from_settings() {
    let read = |json: &str| serde_json::from_str::<SessionOptions>(json);
    let url = r#""redis://user:secret@localhost:1/2""#;
    let options = format!(r#"{{ "store": {{ "redis": {{ "url": {url}, "timeout": 5 }} }} }}"#);
    let shown = format!("{:?}", read(&options).unwrap());
    assert!(shown.contains("RedisStore") && !shown.contains("secret"), "{shown}");
    assert_eq!(
        serde_json::from_str::<StoreOptions>(r#"{ "redis": {} }"#).unwrap(),
        StoreOptions::Redis(RedisOptions::default())
    );
    for (json, part) in [
        (r#"{ "store": { "redis": { "url": "http://localhost" } } }"#, "URL"),
        (r#"{ "store": { "redis": { "host": "localhost" } } }"#, "unknown field `host`"),
    ] {
        let error = read(json).unwrap_err().to_string();
        assert!(error.contains(part), "{error}");
    }
}
