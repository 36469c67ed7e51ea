//! A Redis that is down, slow, killed and restarted.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use middleware_tests::drive::{current_thread, multi_thread, with_watchdog};

use super::{
    super::site::{Browser, apps, everywhere},
    AGES, cookie_of, options, request, with_timeout,
};
use crate::redis_server::Redis;

/// Nobody is let in, and nobody is taken for a new visitor.
#[test]
fn a_server_that_is_down_is_503() {
    let Some(mut redis) = Redis::start("a Redis that is down") else { return };
    redis.kill();
    everywhere(
        || options(&redis),
        |browser| {
            assert_eq!(browser.get("/untouched").status, 200);
            assert_eq!(browser.text("/read"), "");
            let answer = browser.get("/set:a:b");
            assert_eq!((answer.status.as_u16(), answer.set_cookie), (503, None));
            browser.cookie = Some("0".repeat(64));
            for path in ["/get:user", "/set:a:b", "/cycle", "/logout"] {
                let answer = browser.get(path);
                assert_eq!((answer.status.as_u16(), answer.set_cookie), (503, None), "{path}");
            }
        },
    );
}

#[test]
fn a_server_that_does_not_answer_is_503_in_time_and_works_when_it_does() {
    let Some(redis) = Redis::start("a Redis that is slow") else { return };
    everywhere(
        || with_timeout(&redis, Duration::from_millis(200)),
        |browser| {
            let eventually = |browser: &mut Browser<'_>, path: &str| {
                let start = Instant::now();
                while browser.get(path).status != 200 {
                    assert!(start.elapsed() < AGES, "it does not answer again");
                }
            };
            for with_a_connection in [false, true] {
                redis.freeze();
                let start = Instant::now();
                assert_eq!(browser.get("/untouched").status, 200);
                for path in ["/set:a:b", "/set:a:b"] {
                    assert_eq!(browser.get(path).status, 503, "{with_a_connection}");
                }
                assert!(start.elapsed() < AGES);
                redis.thaw();
                eventually(browser, "/set:a:b");
                eventually(browser, "/get:a");
            }
        },
    );
}

/// One request waits for the server, on the only thread: the others do not wait for it.
#[test]
fn waiting_for_the_server_blocks_no_thread_of_the_executor() {
    let Some(redis) = Redis::start("an async request that waits for Redis") else { return };
    let redis = Arc::new(redis);
    let (_, app) = apps(&options(&redis));
    let cookie = cookie_of(&app.call(request("/set:user:ada", None)));
    let frozen = Arc::clone(&redis);
    with_watchdog("the others", move || {
        current_thread().block_on(async {
            frozen.freeze();
            let waiting = app.acall(request("/get:user/set:a:b", Some(&cookie)));
            let mut waiting = std::pin::pin!(waiting);
            for _ in 0..100 {
                // It is begun first, and not finished.
                let begun = std::future::poll_fn(|context| {
                    std::task::Poll::Ready(waiting.as_mut().poll(context).is_pending())
                });
                assert!(begun.await);
                assert_eq!(app.acall(request("/untouched", Some(&cookie))).await.status(), 200);
            }
            frozen.thaw();
            assert_eq!(waiting.await.body(), "ada");
        });
    });
}

/// A restart in the middle of requests: each is answered or is an error, and what was answered is there.
#[test]
fn nothing_that_was_acknowledged_is_lost() {
    let Some(mut redis) = Redis::start("a Redis that is killed and restarted") else { return };
    let (sync_app, async_app) = apps(&options(&redis));
    let runtime = Arc::new(multi_thread());
    let (stop, answered) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let clients: Vec<_> = (0..8)
        .map(|number| {
            let app = if number % 2 == 0 { sync_app.clone() } else { async_app.clone() };
            let (runtime, stop, answered) = (runtime.clone(), stop.clone(), answered.clone());
            thread::spawn(move || {
                let call = move |request| {
                    if number < 4 {
                        app.call(request)
                    } else {
                        runtime.block_on(app.acall(request))
                    }
                };
                let mut browser = Browser::new(&call);
                // What it must be, or what an error left open.
                let mut possible = vec!["nothing".to_owned()];
                let mut at = 0;
                loop {
                    at += 1;
                    let answer = browser.get(&format!("/get:n/set:n:{at}"));
                    match answer.status.as_u16() {
                        200 => {
                            assert!(
                                possible.contains(&answer.text),
                                "{possible:?}, {}",
                                answer.text
                            );
                            possible = vec![at.to_string()];
                            answered.fetch_add(1, Ordering::Relaxed);
                            if stop.load(Ordering::Relaxed) {
                                return;
                            }
                        }
                        503 if browser.cookie.is_some() => possible.push(at.to_string()),
                        // Nobody got the cookie of what may have been created.
                        503 => {}
                        other => panic!("{other}"),
                    }
                }
            })
        })
        .collect();
    let until_answered = |more: usize| {
        let (start, before) = (Instant::now(), answered.load(Ordering::Relaxed));
        while answered.load(Ordering::Relaxed) < before + more {
            assert!(start.elapsed() < AGES, "nothing is answered");
            thread::sleep(Duration::from_millis(1));
        }
    };
    for _ in 0..5 {
        until_answered(50);
        redis.restart();
    }
    until_answered(50);
    stop.store(true, Ordering::Relaxed);
    for client in clients {
        client.join().unwrap();
    }
}

#[test]
fn a_restart_between_two_requests_is_not_noticed() {
    let Some(mut redis) = Redis::start("a Redis that is restarted between requests") else {
        return;
    };
    let (sync_app, async_app) = apps(&options(&redis));
    for app in [sync_app, async_app] {
        let call = |request| app.call(request);
        let mut browser = Browser::new(&call);
        for path in ["/set:a:b", "/get:a", "/set:a:c", "/cycle", "/set:d:e", "/logout"] {
            redis.restart();
            assert_eq!(browser.get(path).status, 200, "{path}");
        }
        redis.restart();
        assert_eq!(browser.get("/set:a:b").status, 200);
    }
}
