//! A Redis without room: `maxmemory` is used up, and its policy is to evict nothing.

use super::{super::site::everywhere, ask, options};
use crate::redis_server::Redis;

#[test]
fn a_server_without_room_is_503_and_keeps_what_it_has() {
    let Some(redis) = Redis::start("a Redis without room") else { return };
    assert_eq!(ask(&redis, "CONFIG SET maxmemory-policy noeviction"), "");
    everywhere(
        || options(&redis),
        |browser| {
            browser.get("/set:a:before");
            assert_eq!(ask(&redis, "CONFIG SET maxmemory 1"), "");
            // No response claims that something was saved.
            let known = browser.cookie.clone();
            for path in ["/set:a:during", "/cycle", "/get:a/set:b:during"] {
                let answer = browser.get(path);
                assert_eq!((answer.status.as_u16(), answer.set_cookie), (503, None), "{path}");
            }
            browser.cookie = None;
            assert_eq!(browser.get("/set:a:new").status, 503);
            assert_eq!(browser.cookie, None);
            browser.cookie = known;
            // Sessions are still read, and a logout needs no room.
            assert_eq!(browser.text("/get:a/names"), "beforea");
            assert_eq!(browser.get("/logout").status, 200);
            assert_eq!(ask(&redis, "DBSIZE"), ":0");
            assert_eq!(ask(&redis, "CONFIG SET maxmemory 0"), "");
            assert_eq!(browser.get("/set:a:after").status, 200);
            assert_eq!(browser.text("/get:a"), "after");
            browser.get("/logout");
        },
    );
}

/// Its disk was lost, or somebody emptied it.
#[test]
fn a_server_that_has_lost_its_data_has_new_visitors() {
    let Some(mut redis) = Redis::start("a Redis that has lost its data") else { return };
    everywhere(
        || options(&redis),
        |browser| {
            browser.get("/set:user:ada");
            let key = browser.key();
            assert_eq!(ask(&redis, "FLUSHALL"), "");
            assert_eq!(browser.text("/get:user/set:user:bob"), "nothing");
            assert_ne!(browser.key(), key);
            assert_eq!(browser.text("/get:user"), "bob");
        },
    );
    redis.kill();
}
