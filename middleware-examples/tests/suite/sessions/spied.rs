//! A store that tells what it was asked, and a clock that is set by hand.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime},
};

use async_trait::async_trait;
use middleware_examples::{
    SessionOptions,
    session::{Clock, MemoryStore, SessionKey, SharedStore, Store, StoreError, Write},
};

/// A store that tells what it was asked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spied {
    pub(crate) store: Arc<MemoryStore>,
    pub(crate) asked: Arc<Mutex<Vec<&'static str>>>,
}

impl Spied {
    pub(crate) fn options(&self) -> SessionOptions {
        SessionOptions { store: SharedStore::new(self.clone()), ..SessionOptions::default() }
    }

    pub(crate) fn take(&self) -> Vec<&'static str> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }

    fn note(&self, what: [&'static str; 2], is_async: bool) {
        self.asked.lock().unwrap().push(what[usize::from(is_async)]);
    }

    fn note_write(&self, write: &Write, is_async: bool) {
        let what = match write {
            Write::Create { .. } => ["create", "acreate"],
            Write::Update { .. } => ["update", "aupdate"],
            Write::Delete { .. } => ["delete", "adelete"],
        };
        self.note(what, is_async);
    }
}

#[async_trait]
impl Store for Spied {
    fn load(&self, key: &SessionKey) -> Result<Option<String>, StoreError> {
        self.note(["load", "aload"], false);
        self.store.load(key)
    }

    async fn aload(&self, key: &SessionKey) -> Result<Option<String>, StoreError> {
        self.note(["load", "aload"], true);
        self.store.aload(key).await
    }

    fn write(&self, write: Write) -> Result<bool, StoreError> {
        self.note_write(&write, false);
        self.store.write(write)
    }

    async fn awrite(&self, write: Write) -> Result<bool, StoreError> {
        self.note_write(&write, true);
        self.store.awrite(write).await
    }
}

/// A clock that shows what it is set to, in seconds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hand(Arc<AtomicU64>);

impl Hand {
    pub(crate) fn at(seconds: u64) -> Self {
        Self(Arc::new(AtomicU64::new(seconds)))
    }

    pub(crate) fn set(&self, seconds: u64) {
        self.0.store(seconds, Ordering::Relaxed);
    }

    pub(crate) fn clock(&self) -> Clock {
        let hand = self.0.clone();
        Clock::new(move || {
            SystemTime::UNIX_EPOCH + Duration::from_secs(hand.load(Ordering::Relaxed))
        })
    }

    pub(crate) fn options(&self) -> SessionOptions {
        SessionOptions {
            store: SharedStore::new(MemoryStore::default().with_clock(self.clock())),
            clock: self.clock(),
            ..SessionOptions::default()
        }
    }
}
