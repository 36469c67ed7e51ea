//! Connections that break while a request waits, and requests that nobody waits for.

use std::{
    pin::pin,
    task::{Context, Poll, Waker},
    time::{Duration, Instant},
};

use middleware_examples::session::{
    RedisOptions, RedisStore, SessionKey, SharedStore, StoreError, Write,
};
use middleware_tests::drive::{current_thread, multi_thread, with_watchdog};

use super::{AGES, store};
use crate::{redis_server::Redis, wire::Wire};

/// `SET` as Redis is sent it.
const SET: &str = "\r\nSET\r\n";

fn over(wire: &Wire, timeout: Duration) -> SharedStore {
    let url = format!("redis://{}", wire.addr());
    let options = RedisOptions { url, timeout, ..RedisOptions::default() };
    SharedStore::new(RedisStore::new(options).unwrap())
}

fn wire_to(redis: &Redis) -> Wire {
    Wire::to(redis.url().trim_start_matches("redis://"))
}

fn create(key: &SessionKey) -> Write {
    Write::Create { key: key.clone(), record: "new".to_owned(), age: AGES }
}

type Writing<'a> = &'a dyn Fn(&SharedStore, Write) -> Result<bool, StoreError>;

const BOTH_HALVES: [Writing<'static>; 2] = [&|store, write| store.write(write), &|store, write| {
    current_thread().block_on(store.awrite(write))
}];

/// The key is taken when it is asked again, and by nobody else.
#[test]
fn a_session_whose_answer_is_lost_is_created_all_the_same() {
    let Some(redis) = Redis::start("a connection that breaks while a session is created") else {
        return;
    };
    let wire = wire_to(&redis);
    let store = over(&wire, AGES);
    for (at, write) in (1..).zip(BOTH_HALVES) {
        let key = SessionKey::generate().unwrap();
        wire.lose_answers(SET, 1);
        assert!(write(&store, create(&key)).unwrap());
        assert_eq!(store.load(&key).unwrap().as_deref(), Some("new"));
        assert_eq!(wire.opened(), 1 + at);
        assert!(!write(&store, create(&key)).unwrap(), "nothing was lost");
    }
}

#[test]
fn a_request_is_put_twice_and_not_more() {
    let Some(redis) = Redis::start("a connection that breaks again and again") else { return };
    let wire = wire_to(&redis);
    let store = over(&wire, AGES);
    for write in BOTH_HALVES {
        let key = SessionKey::generate().unwrap();
        assert_eq!(store.load(&key).unwrap(), None);
        let before = wire.opened();
        wire.lose_answers(SET, 2);
        let error = write(&store, create(&key)).unwrap_err();
        assert!(matches!(error, StoreError::Unavailable(_)), "{error}");
        assert_eq!(wire.opened(), before + 1);
        assert_eq!(store.load(&key).unwrap().as_deref(), Some("new"));
    }
}

#[test]
fn many_requests_at_once_open_one_connection_in_place_of_the_broken_one() {
    let Some(redis) = Redis::start("a connection that breaks under many requests") else { return };
    let wire = wire_to(&redis);
    let store = over(&wire, AGES);
    let keys: Vec<_> = (0..50).map(|_| SessionKey::generate().unwrap()).collect();
    assert_eq!(store.load(&keys[0]).unwrap(), None);
    wire.lose_answers(SET, 1);
    redis.freeze();
    let created = current_thread().block_on(async {
        let all = futures::future::join_all(keys.iter().map(|key| store.awrite(create(key))));
        let mut all = pin!(all);
        assert!(futures::poll!(all.as_mut()).is_pending());
        redis.thaw();
        all.await
    });
    assert!(created.into_iter().all(|created| created.unwrap()));
    assert_eq!(wire.opened(), 2);
}

/// It may be dead without a word.
#[test]
fn a_connection_that_did_not_answer_in_time_is_not_used_again() {
    let Some(redis) = Redis::start("a connection that does not answer") else { return };
    for write in BOTH_HALVES {
        let wire = wire_to(&redis);
        let store = over(&wire, Duration::from_millis(300));
        let done = || write(&store, create(&SessionKey::generate().unwrap()));
        let eventually_done = || {
            let start = Instant::now();
            while done().is_err() {
                assert!(start.elapsed() < AGES, "it does not answer again");
            }
        };
        eventually_done();
        let before = wire.opened();
        redis.freeze();
        let error = done().unwrap_err();
        assert!(matches!(error, StoreError::Timeout(_)), "{error}");
        redis.thaw();
        eventually_done();
        assert!(wire.opened() > before);
    }
}

#[test]
fn a_save_goes_on_if_nobody_waits_for_it() {
    let Some(redis) = Redis::start("a save that nobody waits for") else { return };
    let (store, key) = (store(&redis, AGES), SessionKey::generate().unwrap());
    redis.freeze();
    {
        let mut saving = pin!(store.awrite(create(&key)));
        let mut context = Context::from_waker(Waker::noop());
        assert!(saving.as_mut().poll(&mut context).is_pending());
    }
    redis.thaw();
    let start = Instant::now();
    while store.load(&key).unwrap().is_none() {
        assert!(start.elapsed() < AGES, "it is not saved");
    }
}

/// Tokio makes a task yield after so many polls, which sync code in it cannot.
#[test]
fn sync_code_is_answered_in_a_task_that_has_to_yield() {
    let Some(redis) = Redis::start("sync code in an async task that asks Redis") else { return };
    let (store, key) = (store(&redis, AGES), SessionKey::generate().unwrap());
    for runtime in [current_thread(), multi_thread()] {
        let (store, key) = (store.clone(), key.clone());
        with_watchdog("the answer", move || {
            let task = runtime.spawn(std::future::poll_fn(move |context| {
                while pin!(tokio::task::consume_budget()).poll(context).is_ready() {}
                Poll::Ready(store.load(&key).unwrap())
            }));
            assert_eq!(runtime.block_on(task).unwrap(), None);
        });
    }
}
