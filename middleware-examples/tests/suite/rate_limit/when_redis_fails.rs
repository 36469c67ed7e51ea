//! A Redis that is down, slow, or back again.

use middleware_core::{AsyncCall, Call, Chain};
use middleware_examples::{
    RateLimit,
    rate_limit::{Decision, OnFailure, Quota, RATE_LIMIT_UNKNOWN, RedisStore, Store},
};
use middleware_tests::drive::current_thread;

use crate::{redis_server::Redis, wire::Wire};

use super::*;

/// Longer than a Redis that works takes, and short enough to wait for.
const SHORT: Duration = Duration::from_millis(300);

/// Longer than any answer or refusal takes on a loaded machine.
const GENEROUS: Duration = Duration::from_mins(1);

type Ask<'a> = Box<dyn Fn() -> Response + 'a>;

fn chain(
    redis: &Redis,
    timeout: Duration,
    on_failure: OnFailure,
) -> (
    GetResponse<impl Call<Request, Response = Response>>,
    GetResponse<impl AsyncCall<Request, Response = Response>>,
) {
    let store = RedisStore::new(&redis.url(), Quota::new(1000, DAY)).unwrap().timeout(timeout);
    let layer = RateLimit::layer(store, by_key, on_failure);
    let chain = Chain::<Request, Response>::new().with(layer);
    (chain.clone().view(sync_view), chain.view(async_view))
}

/// Asks both chains, from sync and from async code, each by its own half.
fn both_halves(
    (sync_app, async_app): &(
        GetResponse<impl Call<Request, Response = Response>>,
        GetResponse<impl AsyncCall<Request, Response = Response>>,
    ),
) -> [Ask<'_>; 2] {
    [
        Box::new(|| sync_app.call(Request::default())),
        Box::new(|| current_thread().block_on(async_app.acall(Request::default()))),
    ]
}

#[test]
fn one_that_is_killed_lets_nobody_in_and_serves_at_once_when_it_is_back() {
    let Some(mut redis) = Redis::start("a Redis that is killed and started again") else { return };
    let apps = chain(&redis, GENEROUS, OnFailure::Refuse);
    for ask in both_halves(&apps) {
        assert_eq!(ask().status(), 200);
        redis.kill();
        for _ in 0..2 {
            let refused = ask();
            assert_eq!(refused.status(), 503);
            assert_eq!(refused.body(), RATE_LIMIT_UNKNOWN);
        }
        redis.restart();
        assert_eq!(ask().status(), 200);
        // A connection that broke while nobody used it costs no request.
        redis.restart();
        assert_eq!(ask().status(), 200);
    }
}

#[test]
fn one_that_is_killed_lets_everybody_in_if_that_is_asked_for() {
    let Some(mut redis) = Redis::start("a limit that lets through without its Redis") else {
        return;
    };
    redis.kill();
    let apps = chain(&redis, GENEROUS, OnFailure::LetThrough);
    for ask in both_halves(&apps) {
        assert_eq!(ask().status(), 200);
    }
}

#[test]
fn one_that_does_not_answer_is_not_waited_for_and_serves_when_it_goes_on() {
    let Some(redis) = Redis::start("a Redis that is frozen") else { return };
    let apps = chain(&redis, SHORT, OnFailure::Refuse);
    let let_through = chain(&redis, SHORT, OnFailure::LetThrough);
    for (ask, ask_leniently) in both_halves(&apps).into_iter().zip(both_halves(&let_through)) {
        eventually_serves(&ask);
        redis.freeze();
        // With a connection that is there, and with none.
        for _ in 0..2 {
            assert_eq!(ask().status(), 503);
            assert_eq!(ask_leniently().status(), 200);
        }
        redis.thaw();
        eventually_serves(&ask);
    }
}

#[test]
fn many_that_wait_at_once_are_all_told() {
    let Some(redis) = Redis::start("a flood of a frozen Redis") else { return };
    let (_, app) = chain(&redis, SHORT, OnFailure::Refuse);
    redis.freeze();
    let statuses = multi_thread().block_on(async {
        let asked = (0..200).map(|_| app.acall(Request::default()));
        let answers = tokio::time::timeout(GENEROUS, futures::future::join_all(asked));
        answers.await.expect("no answer hangs")
    });
    assert!(statuses.iter().all(|response| response.status() == 503));
}

/// It may have been counted, so it is counted again rather than not at all.
#[test]
fn a_request_whose_answer_is_lost_is_asked_about_again() {
    let Some(redis) = Redis::start("a connection that breaks while a request waits") else {
        return;
    };
    let wire = Wire::to(redis.url().trim_start_matches("redis://"));
    let url = format!("redis://{}", wire.addr());
    let store = RedisStore::new(&url, Quota::new(3, DAY)).unwrap().timeout(GENEROUS);
    let sync_half = |key| store.admit(key).unwrap();
    let async_half = |key| current_thread().block_on(store.admit_async(key)).unwrap();
    let halves: [(&str, &dyn Fn(&'static str) -> Decision); 2] =
        [("sync", &sync_half), ("async", &async_half)];
    for (key, admit) in halves {
        // By now the server knows the script.
        assert_eq!(admit("before"), Decision::Admitted);
        wire.lose_answers("EVALSHA", 1);
        assert_eq!([admit(key), admit(key)], [Decision::Admitted; 2]);
        assert!(matches!(admit(key), Decision::Refused { retry_after: Some(_) }));
    }
    assert_eq!(wire.opened(), 3);
}

#[test]
fn a_request_that_is_dropped_while_it_waits_spoils_nothing() {
    let Some(redis) = Redis::start("requests that are dropped while they wait") else { return };
    let (_, app) = chain(&redis, GENEROUS, OnFailure::Refuse);
    let runtime = multi_thread();
    redis.freeze();
    for _ in 0..20 {
        let dropped = runtime.block_on(async {
            tokio::time::timeout(Duration::from_millis(2), app.acall(Request::default())).await
        });
        assert!(dropped.is_err());
    }
    redis.thaw();
    assert_eq!(runtime.block_on(app.acall(Request::default())).status(), 200);
}

#[test]
fn a_store_can_be_dropped_in_async_code_with_its_last_request_on_the_way() {
    let Some(redis) = Redis::start("a store that is dropped in async code") else { return };
    let (sync_app, app) = chain(&redis, GENEROUS, OnFailure::Refuse);
    redis.freeze();
    current_thread().block_on(async move {
        let asked = tokio::spawn({
            let app = app.clone();
            async move { app.acall(Request::default()).await }
        });
        tokio::task::yield_now().await;
        asked.abort();
        assert!(asked.await.unwrap_err().is_cancelled());
        drop((sync_app, app));
    });
}

/// `maxmemory` is used up, and nothing is evicted.
#[test]
fn one_without_room_lets_nobody_in_unless_that_is_asked_for() {
    let Some(redis) = Redis::start("a limit on a Redis without room") else { return };
    let mut connection = ::redis::Client::open(redis.url()).unwrap().get_connection().unwrap();
    let mut limit_memory = |bytes: u32| {
        ::redis::cmd("CONFIG")
            .arg("SET")
            .arg("maxmemory")
            .arg(bytes)
            .exec(&mut connection)
            .unwrap();
    };
    let apps = chain(&redis, GENEROUS, OnFailure::Refuse);
    let let_through = chain(&redis, GENEROUS, OnFailure::LetThrough);
    for (ask, ask_leniently) in both_halves(&apps).into_iter().zip(both_halves(&let_through)) {
        assert_eq!(ask().status(), 200);
        limit_memory(1);
        for _ in 0..2 {
            assert_eq!(ask().status(), 503);
            assert_eq!(ask_leniently().status(), 200);
        }
        limit_memory(0);
        assert_eq!(ask().status(), 200);
    }
}

/// A machine may be so loaded that even a Redis that works misses the short timeout.
fn eventually_serves(ask: &Ask<'_>) {
    let start = std::time::Instant::now();
    while ask().status() != 200 {
        assert!(start.elapsed() < GENEROUS, "Redis works, and is not asked");
    }
}
