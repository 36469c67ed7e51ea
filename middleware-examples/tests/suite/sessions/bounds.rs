//! What the store in memory keeps at most, and what it evicts.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex},
    time::Duration,
};

use middleware_core::{Chain, GetResponse};
use middleware_examples::{
    Request, Response, Session, SessionOptions,
    session::{MemoryOptions, MemoryStore, SessionKey, SharedStore, Store, StoreError, Write},
};
use tracing_subscriber::fmt::MakeWriter;

use super::{site::everywhere, spied::Spied};

const HOUR: Duration = Duration::from_hours(1);

/// What a session needs beside its text.
const BESIDE: usize = 512;

fn store(options: MemoryOptions) -> MemoryStore {
    MemoryStore::new(options)
}

fn at_most(max_sessions: usize) -> MemoryStore {
    store(MemoryOptions { max_sessions, ..MemoryOptions::default() })
}

fn write(store: &MemoryStore, record: String) -> Result<SessionKey, StoreError> {
    let key = SessionKey::generate().unwrap();
    assert!(store.write(Write::Create { key: key.clone(), record, age: HOUR })?);
    Ok(key)
}

fn create(store: &MemoryStore) -> SessionKey {
    write(store, String::new()).unwrap()
}

fn is_there(store: &MemoryStore, key: &SessionKey) -> bool {
    store.load(key).unwrap().is_some()
}

/// The attack: a request without a cookie creates a session, and there are very many of them.
#[test]
fn requests_without_cookies_do_not_use_up_the_memory() {
    let spied = Spied {
        store: Arc::new(store(MemoryOptions { max_sessions: 1000, ..MemoryOptions::default() })),
        ..Spied::default()
    };
    let app: GetResponse<_> = Chain::<Request, Response>::new()
        .with(spied.options().layer().unwrap())
        .view(|request: Request| {
            Session::of(&request).unwrap().load().unwrap().insert("visited", true).unwrap();
            Response::default()
        });
    for _ in 0..20_000 {
        assert_eq!(app.call(Request::default()).status(), 200);
    }
    assert_eq!((spied.store.len(), spied.store.evicted()), (1000, 19_000));
    assert!(spied.store.bytes() < 1000 * 1024, "{}", spied.store.bytes());
}

#[test]
fn users_stay_logged_in_while_others_ignore_cookies() {
    let store = at_most(100);
    let users: Vec<_> = (0..80).map(|_| create(&store)).collect();
    for user in &users {
        assert!(is_there(&store, user));
    }
    for _ in 0..10_000 {
        create(&store);
    }
    assert_eq!(store.len(), 100);
    assert!(users.iter().all(|user| is_there(&store, user)));
}

#[test]
fn the_session_that_was_used_longest_ago_is_evicted() {
    let store = at_most(10);
    let users: Vec<_> = (0..10).map(|_| create(&store)).collect();
    // Used by loading, and by saving.
    for user in users[1..].iter().chain([&users[0]]) {
        assert!(is_there(&store, user));
    }
    let update = Write::Update { key: users[1].clone(), record: "1".to_owned(), age: HOUR };
    assert!(store.write(update).unwrap());
    let new = [create(&store), create(&store)];
    let left: HashSet<_> = users.iter().filter(|user| is_there(&store, user)).collect();
    assert_eq!(left, users.iter().filter(|user| ![&users[2], &users[3]].contains(user)).collect());
    assert!(new.iter().all(|new| is_there(&store, new)));
    assert_eq!((store.len(), store.evicted()), (10, 2));
}

#[test]
fn a_new_session_is_kept_however_few_there_may_be() {
    for most in 1..8 {
        let store = at_most(most);
        for _ in 0..20 {
            let key = create(&store);
            assert!(is_there(&store, &key), "at most {most}");
        }
        assert_eq!(store.len(), most);
    }
}

#[test]
fn bytes_are_bounded_and_follow_each_write() {
    let options = MemoryOptions { max_bytes: 10_000, ..MemoryOptions::default() };
    let store = store(options);
    let key = write(&store, "a".repeat(1000)).unwrap();
    assert_eq!(store.bytes(), 1000 + BESIDE);
    let update = |length| Write::Update { key: key.clone(), record: "a".repeat(length), age: HOUR };
    assert!(store.write(update(10)).unwrap());
    assert_eq!(store.bytes(), 10 + BESIDE);
    for length in 0..5000 {
        write(&store, "a".repeat(length)).unwrap();
        assert!(store.bytes() <= 10_000);
    }
    assert!(!store.is_empty());
    // One that grows evicts others, and not itself.
    let one = write(&store, String::new()).unwrap();
    let grown = Write::Update { key: one.clone(), record: "a".repeat(9000), age: HOUR };
    assert!(store.write(grown).unwrap());
    assert_eq!((store.len(), store.bytes()), (1, 9000 + BESIDE));
    assert!(store.write(Write::Delete { key: one }).unwrap());
    assert_eq!((store.len(), store.bytes()), (0, 0));
}

#[test]
fn a_session_that_is_too_large_is_refused_and_evicts_nobody() {
    let options = MemoryOptions { max_session_bytes: 1000, ..MemoryOptions::default() };
    let store = store(options);
    let key = create(&store);
    let update = |length| Write::Update { key: key.clone(), record: "a".repeat(length), age: HOUR };
    assert!(store.write(update(1000 - BESIDE)).unwrap());
    for error in
        [store.write(update(1001 - BESIDE)).map(drop), write(&store, "a".repeat(9999)).map(drop)]
    {
        let error = error.unwrap_err();
        assert!(matches!(error, StoreError::TooLarge { limit: 1000, .. }), "{error}");
    }
    assert_eq!(store.load(&key).unwrap().unwrap().len(), 1000 - BESIDE);
    assert_eq!((store.len(), store.evicted()), (1, 0));

    let options = || SessionOptions {
        store: SharedStore::new(MemoryStore::new(options)),
        ..SessionOptions::default()
    };
    everywhere(options, |browser| {
        browser.get("/set:a:b");
        let answer = browser.get(&format!("/set:a:{}", "c".repeat(1000)));
        assert_eq!(
            (answer.status.as_u16(), answer.text.as_str()),
            (500, "The session cannot be used.")
        );
        assert_eq!(browser.text("/get:a"), "b");
    });
}

/// The text of the log.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Returns what a store of five sessions logs while 1,005 are created.
fn log_of_evictions() -> String {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt().with_writer(log.clone()).with_ansi(false).finish();
    tracing::subscriber::with_default(subscriber, || {
        let store = at_most(5);
        for _ in 0..1005 {
            create(&store);
        }
    });
    let bytes = log.0.lock().unwrap().clone();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn evictions_are_logged_and_do_not_flood_the_log() {
    // When an event first happens, tracing notes whether anybody reads it. That may be in another test at the same
    // time, which nobody reads. A new subscriber corrects the note.
    let mut logs = (0..100).map(|_| log_of_evictions());
    let is_whole = |text: &String| text.contains("evicted=1 ") && text.contains("evicted=512 ");
    let text = logs.find(is_whole).expect("the first eviction and the last doubling are logged");
    let evicted: Vec<_> = text
        .lines()
        .filter(|line| line.contains("WARN") && line.contains("max_sessions=5 max_bytes=67108864"))
        .filter_map(|line| line.split_once("evicted=")?.1.split_once(' ')?.0.parse::<u64>().ok())
        .collect();
    assert_eq!(evicted, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512], "{text}");
}
