//! The store in memory.

use std::time::Duration;

use middleware_examples::session::{MemoryStore, SessionKey, Store as _, Write};
use middleware_tests::drive::with_watchdog;

use super::spied::Hand;

fn create(key: &SessionKey, seconds: u64) -> Write {
    Write::Create {
        key: key.clone(),
        record: seconds.to_string(),
        age: Duration::from_secs(seconds),
    }
}

fn update(key: &SessionKey, seconds: u64) -> Write {
    Write::Update {
        key: key.clone(),
        record: seconds.to_string(),
        age: Duration::from_secs(seconds),
    }
}

fn key() -> SessionKey {
    SessionKey::generate().unwrap()
}

#[test]
fn writes_say_whether_they_could_be_done() {
    let hand = Hand::at(100);
    let store = MemoryStore::default().with_clock(hand.clock());
    let key = key();
    let delete = || Write::Delete { key: key.clone() };
    assert!(!store.write(update(&key, 10)).unwrap());
    assert!(!store.write(delete()).unwrap());
    assert!(store.write(create(&key, 10)).unwrap());
    assert!(!store.write(create(&key, 20)).unwrap());
    assert_eq!(store.load(&key).unwrap().as_deref(), Some("10"));
    assert!(store.write(update(&key, 30)).unwrap());
    assert_eq!(store.load(&key).unwrap().as_deref(), Some("30"));
    assert!(store.write(delete()).unwrap());
    assert_eq!(store.load(&key).unwrap(), None);
    // What has expired is not there, whether it has been cleared away or not.
    assert!(store.write(create(&key, 10)).unwrap());
    hand.set(110);
    assert_eq!(store.load(&key).unwrap(), None);
    assert!(!store.write(update(&key, 10)).unwrap());
    assert!(store.write(create(&key, 10)).unwrap());
}

#[test]
fn what_has_expired_is_cleared_away_bit_by_bit() {
    let hand = Hand::at(0);
    let store = MemoryStore::default().with_clock(hand.clock());
    for _ in 0..100 {
        store.write(create(&key(), 10)).unwrap();
    }
    let lasting: Vec<_> = (0..10).map(|_| key()).collect();
    for key in &lasting {
        store.write(create(key, 1000)).unwrap();
    }
    assert_eq!(store.len(), 110);
    hand.set(10);
    // Each write clears away two, and adds one.
    store.write(create(&key(), 10)).unwrap();
    assert_eq!(store.len(), 109);
    for _ in 0..200 {
        store.write(create(&key(), 10)).unwrap();
    }
    hand.set(20);
    for _ in 0..200 {
        store.write(update(&lasting[0], 1000)).unwrap();
    }
    assert_eq!(store.len(), 10);
    for key in &lasting {
        assert!(store.load(key).unwrap().is_some());
    }
}

#[test]
fn an_end_that_moves_is_moved() {
    let hand = Hand::at(0);
    let store = MemoryStore::default().with_clock(hand.clock());
    let key = key();
    store.write(create(&key, 10)).unwrap();
    store.write(update(&key, 100)).unwrap();
    hand.set(50);
    store.write(update(&key, 100)).unwrap();
    assert!(store.load(&key).unwrap().is_some());
    hand.set(149);
    assert!(store.load(&key).unwrap().is_some());
    hand.set(150);
    assert!(store.load(&key).unwrap().is_none());
}

#[test]
fn keys_are_unique_and_secret() {
    let keys: std::collections::HashSet<_> = (0..1000).map(|_| key()).collect();
    assert_eq!(keys.len(), 1000);
    for key in &keys {
        assert_eq!(key.as_str().len(), 64);
        assert!(!format!("{key:?}").contains(key.as_str()));
    }
    // Whatever is printed for whoever debugs, no key is in it.
    let store = MemoryStore::default();
    store.write(create(keys.iter().next().unwrap(), 10)).unwrap();
    assert!(!keys.iter().any(|key| format!("{store:?}").contains(key.as_str())));
}

#[test]
fn threads_that_write_at_once_lose_nothing() {
    with_watchdog("threads on a store", || {
        let store = MemoryStore::default();
        let key = key();
        let created = std::sync::atomic::AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..200 {
                        if store.write(create(&key, 100)).unwrap() {
                            created.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                        }
                        store.write(create(&self::key(), 100)).unwrap();
                    }
                });
            }
        });
        assert_eq!((created.into_inner(), store.len()), (1, 1601));
    });
}
