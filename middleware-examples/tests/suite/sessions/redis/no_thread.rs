//! A system that refuses the thread for Redis.

use middleware_examples::{
    SessionOptions,
    session::{RedisOptions, RedisStore, RedisStoreError},
};

use crate::without_threads;

#[test]
fn a_refused_thread_is_an_error_of_the_store() {
    without_threads::run("sessions::redis::no_thread::without_threads");
}

#[test]
#[ignore = "`a_refused_thread_is_an_error_of_the_store` runs it where no thread can be started"]
fn without_threads() {
    without_threads::assert_none();
    let error = RedisStore::new(RedisOptions::default()).unwrap_err();
    assert!(matches!(error, RedisStoreError::Thread(_)), "{error}");
    // From settings, it is an error of the settings.
    let error = serde_json::from_str::<SessionOptions>(r#"{ "store": { "redis": {} } }"#);
    let error = error.unwrap_err().to_string();
    assert!(error.contains("cannot start the thread for the Redis server"), "{error}");
}
