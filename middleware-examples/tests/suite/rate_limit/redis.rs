//! The limit on Redis, of one process.

use middleware_core::{Chain, Mode};
use middleware_examples::{
    RateLimit,
    rate_limit::{Decision, OnFailure, Quota, RedisStore, Store},
};
use middleware_tests::drive_everywhere;

use crate::redis_server::Redis;

use super::*;

/// As long as a loaded machine may take.
const GENEROUS: Duration = Duration::from_mins(1);

fn store(redis: &Redis, quota: Quota) -> RedisStore {
    RedisStore::new(&redis.url(), quota).unwrap().timeout(GENEROUS)
}

#[test]
fn both_halves_ask_without_a_bridge_in_every_way_of_driving() {
    let Some(redis) = Redis::start("a limit on Redis in both modes") else { return };
    let layer = RateLimit::layer(store(&redis, Quota::new(2, DAY)), by_key, OnFailure::Refuse);
    let chain = Chain::<Request, Response>::new().with(layer);
    let sync_app = chain.clone().view(sync_view).without_bridges();
    let async_app = chain.view(async_view).without_bridges();
    assert_eq!((sync_app.mode(), async_app.mode()), (Mode::Sync, Mode::Async));
    let status = |response: Response| response.status().as_u16();
    for key in ["first", "second"] {
        let seen = drive_everywhere(&sync_app, &with_key(key), status);
        let seen: Vec<_> = seen.into_iter().map(|(_, status)| status).collect();
        assert_eq!(seen, [200, 200, 429, 429, 429, 429, 429, 429, 429, 429]);
        // The counts are the same ones.
        let seen = drive_everywhere(&async_app, &with_key(key), status);
        assert!(seen.into_iter().all(|(_, status)| status == 429));
        let key = format!("{key} of the async one");
        let seen = drive_everywhere(&async_app, &with_key(&key), status);
        let seen: Vec<_> = seen.into_iter().map(|(_, status)| status).collect();
        assert_eq!(seen, [200, 200, 429, 429, 429, 429, 429, 429, 429, 429]);
    }
}

#[test]
fn of_a_thousand_at_once_exactly_as_many_pass_as_may() {
    let Some(redis) = Redis::start("a flood of a limit on Redis") else { return };
    let app = |prefix: &str| {
        let store = store(&redis, Quota::new(100, DAY)).prefix(prefix);
        Chain::<Request, Response>::new().with(RateLimit::on(store))
    };
    assert_eq!(passed_from_threads(&app("threads:").view(sync_view), 50, 20), 100);
    assert_eq!(passed_from_tasks(&app("tasks:").view(async_view), 1000), 100);
    let (sync_app, async_app) = (app("both:").view(sync_view), app("both:").view(async_view));
    let passed = std::thread::scope(|scope| {
        let from_threads = scope.spawn(|| passed_from_threads(&sync_app, 50, 10));
        passed_from_tasks(&async_app, 500) + from_threads.join().unwrap()
    });
    assert_eq!(passed, 100);
}

#[test]
fn a_bucket_is_one_number_that_goes_when_it_is_full() {
    let Some(redis) = Redis::start("what a limit leaves in Redis") else { return };
    let mut connection = ::redis::Client::open(redis.url()).unwrap().get_connection().unwrap();
    let store = store(&redis, Quota::new(2, DAY)).prefix("p:");
    assert_eq!(store.admit("Ada").unwrap(), Decision::Admitted);
    let left: i64 = ::redis::cmd("PTTL").arg("p:Ada").query(&mut connection).unwrap();
    let half_a_day = i64::try_from(DAY.as_millis()).unwrap() / 2;
    assert!((half_a_day - 600_000..=half_a_day).contains(&left), "{left}");
    let long = "long".repeat(1000);
    assert_eq!(store.admit(&long).unwrap(), Decision::Admitted);
    let keys: Vec<String> = ::redis::cmd("KEYS").arg("*").query(&mut connection).unwrap();
    assert_eq!(keys.len(), 2);
    assert!(keys.iter().all(|key| key.starts_with("p:") && key.len() <= 2 + 64), "{keys:?}");
}

#[test]
fn the_wait_is_told_and_no_clock_can_make_it_longer_than_the_interval() {
    let Some(redis) = Redis::start("the wait that Redis tells") else { return };
    let mut connection = ::redis::Client::open(redis.url()).unwrap().get_connection().unwrap();
    let store = store(&redis, Quota::new(4, DAY).burst(2));
    let interval = DAY / 4;
    let wait = |store: &RedisStore| match store.admit("Ada").unwrap() {
        Decision::Refused { retry_after: Some(wait) } => wait,
        other => panic!("{other:?}"),
    };
    assert_eq!(store.admit("Ada").unwrap(), Decision::Admitted);
    assert_eq!(store.admit("Ada").unwrap(), Decision::Admitted);
    let told = wait(&store);
    assert!(told <= interval && told + Duration::from_mins(10) > interval, "{told:?}");
    // As if the clock had been set back by a year after a request.
    let far = "9000000000000000";
    ::redis::cmd("SET").arg("rate-limit:Ada").arg(far).exec(&mut connection).unwrap();
    assert_eq!(wait(&store), interval);
    // And as if it were the number of somebody else.
    ::redis::cmd("SET").arg("rate-limit:Ada").arg("nonsense").exec(&mut connection).unwrap();
    assert_eq!(store.admit("Ada").unwrap(), Decision::Admitted);
}

#[test]
fn what_is_not_used_yet_asks_nobody_and_a_limit_of_zero_never_does() {
    let nobody = |limit| RedisStore::new("redis://127.0.0.1:1", Quota::new(limit, DAY)).unwrap();
    drop(nobody(1));
    assert_eq!(nobody(0).admit("Ada").unwrap(), Decision::Refused { retry_after: None });
    assert!(RedisStore::new("not an address", Quota::new(1, DAY)).is_err());
}
