//! The limit in memory.

use std::sync::{Arc, Mutex};

use governor::clock::{Clock as _, FakeRelativeClock};
use http::{StatusCode, header};
use middleware_core::{Chain, Mode};
use middleware_examples::{
    RateLimit,
    rate_limit::{
        Decision, Memory, OnFailure, Quota, RATE_LIMIT_EXCEEDED, RateLimitOptions, Store, by_client,
    },
};
use middleware_tests::drive_everywhere;

use super::*;

const MINUTE: Duration = Duration::from_mins(1);

fn admitted(store: &Memory<FakeRelativeClock>, key: &str) -> bool {
    store.admit(key).unwrap() == Decision::Admitted
}

#[test]
fn each_client_has_its_own_limit_in_every_way_of_driving() {
    let mut client = 0;
    let new_chain = || Chain::<Request, Response>::new().with(RateLimit::in_memory(2, DAY));
    let sync_app = new_chain().view(sync_view).without_bridges();
    let async_app = new_chain().view(async_view).without_bridges();
    assert_eq!((sync_app.mode(), async_app.mode()), (Mode::Sync, Mode::Async));
    for _ in 0..3 {
        client += 1;
        let request = request_from(&format!("192.0.2.{client}"));
        let statuses = |seen: Vec<(_, u16)>| seen.into_iter().map(|(_, status)| status).collect();
        let status = |response: Response| response.status().as_u16();
        let sync: Vec<_> = statuses(drive_everywhere(&sync_app, &request, status));
        let asyn: Vec<_> = statuses(drive_everywhere(&async_app, &request, status));
        assert_eq!(sync, [200, 200, 429, 429, 429, 429, 429, 429, 429, 429]);
        assert_eq!(sync, asyn);
    }
}

#[test]
fn of_a_thousand_at_once_exactly_as_many_pass_as_may() {
    let layer = RateLimit::in_memory(100, DAY);
    let app = Chain::<Request, Response>::new().with(layer).view(sync_view);
    assert_eq!(passed_from_threads(&app, 50, 20), 100);
    let layer = RateLimit::in_memory(100, DAY);
    let app = Chain::<Request, Response>::new().with(layer).view(async_view);
    assert_eq!(passed_from_tasks(&app, 1000), 100);
    // The same limit, as a layer is shared by cloning it.
    let layer = RateLimit::in_memory(100, DAY);
    let sync_app = Chain::<Request, Response>::new().with(layer.clone()).view(sync_view);
    let async_app = Chain::<Request, Response>::new().with(layer).view(async_view);
    let passed = std::thread::scope(|scope| {
        let from_threads = scope.spawn(|| passed_from_threads(&sync_app, 50, 10));
        passed_from_tasks(&async_app, 500) + from_threads.join().unwrap()
    });
    assert_eq!(passed, 100);
}

#[test]
fn a_refusal_says_when_to_come_again_in_whole_seconds_rounded_up() {
    let clock = FakeRelativeClock::default();
    let store = Memory::with_clock(Quota::new(1, Duration::from_millis(90_500)), clock.clone());
    let app = Chain::<Request, Response>::new().with(RateLimit::on(store)).view(sync_view);
    let ask = || app.call(request_from("192.0.2.1"));
    let retry_after = |response: &Response| response.headers()[header::RETRY_AFTER].clone();
    assert_eq!(ask().status(), StatusCode::OK);
    let refused = ask();
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.body(), RATE_LIMIT_EXCEEDED);
    assert_eq!(refused.headers()[header::CONTENT_TYPE], "application/json");
    assert_eq!(retry_after(&refused), "91");
    clock.advance(Duration::from_millis(500));
    assert_eq!(retry_after(&ask()), "90");
    clock.advance(Duration::from_millis(89_999));
    assert_eq!(retry_after(&ask()), "1");
    clock.advance(Duration::from_millis(1));
    assert_eq!(ask().status(), StatusCode::OK);
}

#[test]
fn a_bucket_fills_evenly() {
    let clock = FakeRelativeClock::default();
    let store = Memory::with_clock(Quota::new(60, MINUTE).burst(3), clock.clone());
    let passing = |times: u32| (0..times).filter(|_| admitted(&store, "Ada")).count();
    assert_eq!(passing(10), 3);
    for _ in 0..100 {
        clock.advance(Duration::from_secs(1));
        assert_eq!(passing(10), 1);
    }
    clock.advance(Duration::from_secs(2));
    assert_eq!(passing(10), 2);
    clock.advance(DAY);
    assert_eq!(passing(10), 3);
}

#[test]
fn a_limit_of_zero_lets_nothing_through_and_names_no_time() {
    let app = Chain::<Request, Response>::new()
        .with(RateLimit::in_memory(0, MINUTE))
        .view(|_: Request| -> Response { unreachable!("nothing gets here") });
    let refused = app.call(Request::default());
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(!refused.headers().contains_key(header::RETRY_AFTER));
}

#[test]
fn keys_are_forgotten_when_their_buckets_are_full() {
    let clock = FakeRelativeClock::default();
    let store = Memory::with_clock(Quota::new(2, MINUTE), clock.clone());
    for client in 0..1000 {
        assert!(admitted(&store, &client.to_string()));
    }
    assert_eq!(store.keys(), 1000);
    clock.advance(2 * MINUTE);
    // Bit by bit, in about the time of the quota.
    for _ in 0..1200 {
        admitted(&store, "Ada");
        clock.advance(MINUTE / 1000);
    }
    assert_eq!(store.keys(), 1);
}

/// The most that one request does for others: counted, as a pause depends on the machine.
#[test]
fn no_request_pays_for_more_than_a_part_of_the_keys() {
    const KEYS: usize = 100_000;
    const PART: usize = 1200;
    let clock = FakeRelativeClock::default();
    let store = Memory::with_clock(Quota::new(2, MINUTE), clock.clone());
    let mut most_bytes = 0;
    for client in 0..KEYS {
        let key = client.to_string();
        let measured = allocation_counter::measure(|| {
            store.admit(&key).unwrap();
        });
        most_bytes = most_bytes.max(measured.bytes_total);
    }
    assert_eq!(store.keys(), KEYS);
    // The table that grows has room for a part of the keys: 16 bytes each, in a power of two.
    assert!(most_bytes <= 2 * 17 * PART.next_power_of_two() as u64, "{most_bytes} bytes at once");
    clock.advance(2 * MINUTE);
    let (mut most_keys, mut requests) = (0, 0);
    while store.keys() > 1 {
        let before = store.keys();
        admitted(&store, "Ada");
        most_keys = most_keys.max(before.saturating_sub(store.keys()));
        requests += 1;
        assert!(requests < 1000, "they are not forgotten");
        clock.advance(MINUTE / 50);
    }
    assert!(most_keys <= PART, "{most_keys} keys at once");
}

#[test]
fn memory_is_bounded_and_who_is_known_keeps_the_limit() {
    let clock = FakeRelativeClock::default();
    let store = Memory::build(Quota::new(2, DAY), 10, clock.clone());
    assert!(admitted(&store, "Ada"));
    for client in 1..10 {
        assert!(admitted(&store, &client.to_string()));
    }
    // A flood of new keys has one bucket together.
    let passed = (10..100_000).filter(|client| admitted(&store, &client.to_string())).count();
    assert_eq!(passed, 2);
    assert_eq!(store.keys(), 11);
    assert!(admitted(&store, "Ada"));
    assert!(!admitted(&store, "Ada"));
    // There is room again when the first ones are forgotten, and not only after the whole time of the quota.
    assert!(!admitted(&store, "Bob"));
    clock.advance(DAY + Duration::from_secs(1));
    assert!(admitted(&store, "Bob"));
    assert_eq!(store.keys(), 3);
}

#[test]
fn the_extremes_of_a_quota_do_not_overflow() {
    for (limit, per, burst) in [
        (1, Duration::MAX, u32::MAX),
        (u32::MAX, Duration::ZERO, u32::MAX),
        (1, Duration::ZERO, 0),
        (u32::MAX, Duration::MAX, 1),
    ] {
        let clock = FakeRelativeClock::default();
        clock.advance(DAY);
        let store = Memory::with_clock(Quota::new(limit, per).burst(burst), clock.clone());
        assert!(admitted(&store, "Ada"), "{limit} {per:?} {burst}");
        clock.advance(DAY);
        assert!(admitted(&store, "Bob"), "{limit} {per:?} {burst}");
        assert!(clock.now().as_u64() > 0);
    }
}

#[test]
fn the_default_key_is_the_address_and_the_network_of_an_ipv6_one() {
    let key = |addr: &str| by_client(&request_from(addr)).unwrap();
    assert_eq!(key("192.0.2.1"), "192.0.2.1");
    assert_eq!(key("::ffff:192.0.2.1"), "192.0.2.1");
    assert_eq!(key("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
    assert_eq!(by_client(&Request::default()), None);
}

#[test]
fn the_key_is_of_the_users_choice_and_those_without_one_count_together() {
    let store = Memory::new(Quota::new(1, DAY));
    let seen = Arc::new(Mutex::new(Vec::new()));
    let by_key = {
        let seen = Arc::clone(&seen);
        move |request: &Request| {
            let key = by_key(request);
            seen.lock().unwrap().push(key.clone());
            key
        }
    };
    let layer = RateLimit::layer(store, by_key, OnFailure::Refuse);
    let app = Chain::<Request, Response>::new().with(layer).view(sync_view);
    let status = |request| app.call(request).status().as_u16();
    assert_eq!(
        [status(with_key("a")), status(with_key("b")), status(with_key("a"))],
        [200, 200, 429]
    );
    assert_eq!([status(request_from("::1")), status(request_from("::2"))], [200, 429]);
    assert_eq!(seen.lock().unwrap().len(), 5);
}

#[test]
fn options_have_defaults_and_none_that_are_unknown() {
    let options = |text| serde_json::from_str::<RateLimitOptions>(text);
    assert_eq!(options("{}").unwrap().limit, 100);
    assert!(options(r#"{ "limmit": 1 }"#).is_err());
    assert!(options(r#"{ "per_seconds": 0 }"#).is_err());
    let options = options(r#"{ "limit": 5, "burst": 1, "on_failure": "let_through" }"#).unwrap();
    let layer = options.layer().unwrap();
    let app = Chain::<Request, Response>::new().with(layer).view(sync_view);
    let status = || app.call(Request::default()).status().as_u16();
    assert_eq!([status(), status()], [200, 429]);
    let secret = r#"{ "redis": "redis://:secret@127.0.0.1" }"#;
    let secret = serde_json::from_str::<RateLimitOptions>(secret).unwrap();
    assert!(!format!("{secret:?} {:?}", secret.store().unwrap()).contains("secret"));
}
