//! A server that does not answer is not waited for.

use std::time::Instant;

use middleware_examples::client::{Deadline, Retry, RetryPolicy, Timeout};

use super::{drive::everywhere, *};

const SHORT: Duration = Duration::from_millis(100);

#[test]
fn a_silent_server_is_a_timeout() {
    everywhere!(|| (Layers::new().with(Timeout::layer(SHORT)), ()), |call: &CallFn<'_>, ()| {
        for stalls in [false, true] {
            let server = server(move |_| if stalls { Reply::Stall } else { Reply::Silence });
            let start = Instant::now();
            let result = call(get(&server, "/"));
            assert!(matches!(result, Err(ClientError::Timeout)), "{result:?}");
            assert!((SHORT..LONG).contains(&start.elapsed()));
            // Or none, on a machine that needs longer than that to send it.
            assert!(server.received().len() <= 1);
        }
    });
}

#[test]
fn an_answer_in_time_is_an_answer() {
    for limit in [LONG, Duration::MAX] {
        everywhere!(|| (Layers::new().with(Timeout::layer(limit)), ()), |call: &CallFn<'_>, ()| {
            let server = server(|_| Reply::ok("hello"));
            assert_eq!(status(&call(get(&server, "/"))), 200);
        });
    }
}

#[test]
fn inside_of_retry_it_bounds_each_attempt() {
    let policy = || {
        let short = Duration::from_millis(1);
        RetryPolicy::default().first_delay(short).max_delay(short).max_attempts(u32::MAX)
    };
    let layers = || Layers::new().with(Retry::layer(policy())).with(Timeout::layer(SHORT));
    everywhere!(|| (layers(), ()), |call: &CallFn<'_>, ()| {
        let server = server(|count| if count < 2 { Reply::Silence } else { Reply::ok("hello") });
        assert_eq!(status(&call(get(&server, "/"))), 200);
        assert!(server.received().len() >= 3);
    });
}

#[test]
fn outside_of_retry_it_bounds_the_whole() {
    let policy = || {
        RetryPolicy::default().first_delay(LONG).max_delay(LONG).budget(LONG * 100).without_jitter()
    };
    let layers = || Layers::new().with(Timeout::layer(LONG / 2)).with(Retry::layer(policy()));
    everywhere!(|| (layers(), ()), |call: &CallFn<'_>, ()| {
        // To sleep for a minute would be in vain, so nobody begins to.
        let busy = server(|_| Reply::status(503, &[]));
        let start = Instant::now();
        assert_eq!(status(&call(get(&busy, "/"))), 503);
        assert!(start.elapsed() < LONG / 2);
        assert_eq!(busy.received().len(), 1);
    });

    let policy =
        || RetryPolicy::default().first_delay(Duration::from_millis(1)).max_attempts(u32::MAX);
    let layers = || Layers::new().with(Timeout::layer(SHORT)).with(Retry::layer(policy()));
    everywhere!(|| (layers(), ()), |call: &CallFn<'_>, ()| {
        let silent = server(|_| Reply::Silence);
        assert!(matches!(call(get(&silent, "/")), Err(ClientError::Timeout)));
        assert!(silent.received().len() <= 1);
    });
}

#[test]
fn the_earlier_of_two_deadlines_holds() {
    for limits in [(SHORT, LONG), (LONG, SHORT)] {
        let layers = || Layers::new().with(Timeout::layer(limits.0)).with(Timeout::layer(limits.1));
        everywhere!(|| (layers(), ()), |call: &CallFn<'_>, ()| {
            let server = server(|_| Reply::Silence);
            assert!(matches!(call(get(&server, "/")), Err(ClientError::Timeout)));
        });
    }
}

#[test]
fn a_deadline_that_has_passed_sends_nothing() {
    everywhere!(|| (Layers::new(), ()), |call: &CallFn<'_>, ()| {
        let server = server(|_| Reply::ok("hello"));
        let mut made = get(&server, "/");
        made.extensions_mut().insert(Deadline(Instant::now()));
        assert!(matches!(call(made), Err(ClientError::Timeout)));
        assert!(server.received().is_empty());
    });
}
