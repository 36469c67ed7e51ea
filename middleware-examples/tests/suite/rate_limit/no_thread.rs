//! A system that refuses the thread for Redis.

use middleware_core::Chain;
use middleware_examples::{
    RateLimit,
    rate_limit::{OnFailure, Quota, RedisError, RedisStore, Store},
};
use middleware_tests::drive::current_thread;

use super::*;
use crate::without_threads;

#[test]
fn a_refused_thread_is_a_failure_of_the_store() {
    without_threads::run("rate_limit::no_thread::without_threads");
}

#[test]
#[ignore = "`a_refused_thread_is_a_failure_of_the_store` runs it where no thread can be started"]
fn without_threads() {
    without_threads::assert_none();
    let store = || RedisStore::new("redis://127.0.0.1:1", Quota::new(1, DAY)).unwrap();
    let kept = store();
    // Again and again, and not only the first time.
    for _ in 0..2 {
        assert!(matches!(kept.admit("Ada"), Err(RedisError::NoThread(_))));
        let asked = current_thread().block_on(kept.admit_async("Ada"));
        assert!(matches!(asked, Err(RedisError::NoThread(_))));
    }
    for (on_failure, status) in [(OnFailure::Refuse, 503), (OnFailure::LetThrough, 200)] {
        let chain = Chain::<Request, Response>::new();
        let chain = chain.with(RateLimit::layer(store(), by_key, on_failure));
        let (sync_app, async_app) = (chain.clone().view(sync_view), chain.view(async_view));
        assert_eq!(sync_app.call(Request::default()).status(), status);
        let answer = current_thread().block_on(async_app.acall(Request::default()));
        assert_eq!(answer.status(), status);
    }
}
