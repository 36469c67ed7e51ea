//! What is tried again, how often and when.

use std::{
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Instant, SystemTime},
};

use middleware_examples::client::{
    Attempts, Clock, Deadline, Decision, Idempotent, Retry, RetryPolicy, Sent,
};

use middleware_core::bridge::Offload;
use middleware_tests::drive::{current_thread, pool};

use super::{drive::everywhere, *};

/// A clock that notes how long it should have slept, and goes on by that.
#[derive(Clone, Debug)]
struct Recorded {
    slept: Arc<Mutex<Vec<Duration>>>,
    start: Instant,
}

impl Recorded {
    fn new() -> Self {
        Self { slept: Arc::default(), start: Instant::now() }
    }

    fn slept(&self) -> Vec<Duration> {
        self.slept.lock().unwrap().clone()
    }

    /// The date that every test begins at: in RFC 9110's own format, `Sun, 09 Sep 2001 01:46:40 GMT`.
    fn epoch() -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000)
    }
}

impl Clock for Recorded {
    fn sleep(&self, time: Duration) {
        self.slept.lock().unwrap().push(time);
    }

    fn asleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        let clock = self.clone();
        Box::pin(async move { clock.sleep(time) })
    }

    fn now(&self) -> Instant {
        self.start + self.slept().iter().sum::<Duration>()
    }

    fn date(&self) -> SystemTime {
        Self::epoch() + self.slept().iter().sum::<Duration>()
    }
}

fn millis<const N: usize>(times: [u64; N]) -> [Duration; N] {
    times.map(Duration::from_millis)
}

/// A layer with this policy and a recorded clock.
macro_rules! retry {
    ($policy:expr) => {
        || {
            let clock = Recorded::new();
            (Layers::new().with(Retry::layer($policy.clock(clock.clone()))), clock)
        }
    };
}

fn steady() -> RetryPolicy {
    RetryPolicy::default().without_jitter()
}

#[test]
fn what_failed_for_the_moment_is_tried_again_with_its_body() {
    everywhere!(retry!(steady()), |call: &CallFn<'_>, clock: Recorded| {
        let server = server(|count| match count {
            0 => Reply::Hangup,
            1 => Reply::HalfBody,
            2 => Reply::status(503, &[]),
            _ => Reply::ok("hello"),
        });
        let mut made = request(Method::PUT, &server.url("/?a"), "body");
        let sent = Sent::count_in(&mut made);
        assert_eq!(call(made).unwrap().body(), "hello");
        assert_eq!(sent.count(), 4);
        let received = server.received();
        assert_eq!(received.len(), 4);
        assert!(received.iter().all(|arrived| arrived.body() == "body" && arrived.uri() == "/?a"));
        assert_eq!(clock.slept(), millis([100, 200, 400]));
    });
}

#[test]
fn only_some_statuses_are_tried_again() {
    everywhere!(retry!(steady().max_attempts(2)), |call: &CallFn<'_>, _: Recorded| {
        for code in [200, 301, 400, 401, 404, 408, 429, 500, 501, 502, 503, 504] {
            let server = server(move |_| Reply::status(code, &[]));
            assert_eq!(status(&call(get(&server, "/"))), code);
            let attempts = if matches!(code, 429 | 502 | 503 | 504) { 2 } else { 1 };
            assert_eq!(server.received().len(), attempts, "{code}");
        }
    });
}

#[test]
fn what_is_not_idempotent_is_sent_once() {
    everywhere!(retry!(steady().max_attempts(2)), |call: &CallFn<'_>, _: Recorded| {
        for (method, mark, attempts) in [
            (Method::GET, None, 2),
            (Method::HEAD, None, 2),
            (Method::OPTIONS, None, 2),
            (Method::PUT, None, 2),
            (Method::DELETE, None, 2),
            (Method::POST, None, 1),
            (Method::PATCH, None, 1),
            (Method::POST, Some(true), 2),
            (Method::GET, Some(false), 1),
        ] {
            for hangs_up in [true, false] {
                let server =
                    server(move |_| if hangs_up { Reply::Hangup } else { Reply::status(503, &[]) });
                let mut made = request(method.clone(), &server.url("/"), "");
                if let Some(mark) = mark {
                    made.extensions_mut().insert(Idempotent(mark));
                }
                assert_eq!(call(made).is_err(), hangs_up);
                assert_eq!(server.received().len(), attempts, "{method} {mark:?}");
            }
        }
    });
}

#[test]
fn after_the_last_attempt_its_result_is_handed_on() {
    everywhere!(retry!(steady().max_attempts(3)), |call: &CallFn<'_>, clock: Recorded| {
        let answers = server(|_| Reply::status(503, &[("x-why", "busy")]));
        assert_eq!(call(get(&answers, "/")).unwrap().headers()["x-why"], "busy");
        assert_eq!(answers.received().len(), 3);
        let hangs_up = server(|_| Reply::Hangup);
        assert!(matches!(call(get(&hangs_up, "/")), Err(ClientError::Disconnected(_))));
        assert_eq!(hangs_up.received().len(), 3);
        let garbage = server(|_| Reply::Garbage);
        assert!(matches!(call(get(&garbage, "/")), Err(ClientError::Protocol(_))));
        assert_eq!(garbage.received().len(), 1);
        assert_eq!(clock.slept(), millis([100, 200, 100, 200]));
    });
}

#[test]
fn retry_after_is_honoured() {
    let cases = [
        ("7", Some(7_000)),
        ("0", Some(100)),
        (" 7 ", Some(7_000)),
        ("Sun, 09 Sep 2001 01:46:49 GMT", Some(9_000)),
        // The two obsolete forms of a date.
        ("Sunday, 09-Sep-01 01:46:49 GMT", Some(9_000)),
        ("Sun Sep  9 01:46:49 2001", Some(9_000)),
        // It has passed.
        ("Sun, 09 Sep 2001 01:46:00 GMT", Some(100)),
        ("soon", Some(100)),
        ("-1", Some(100)),
        ("1.5", Some(100)),
        // Longer than anybody waits: the answer is handed on.
        ("31", None),
        ("99999999999999999999999999", None),
        ("Sun, 09 Sep 2001 01:47:40 GMT", None),
    ];
    for (value, expected) in cases {
        everywhere!(retry!(steady()), |call: &CallFn<'_>, clock: Recorded| {
            let server = server(move |count| match count {
                0 => Reply::status(503, &[("retry-after", value)]),
                _ => Reply::ok("hello"),
            });
            let code = status(&call(get(&server, "/")));
            let (expected_code, slept) = match expected {
                Some(time) => (200, vec![Duration::from_millis(time)]),
                None => (503, vec![]),
            };
            assert_eq!((code, clock.slept()), (expected_code, slept), "{value}");
        });
    }
}

#[test]
fn the_budget_and_the_deadline_bound_the_whole() {
    let policy = || steady().max_attempts(100).budget(Duration::from_secs(2));
    everywhere!(retry!(policy()), |call: &CallFn<'_>, clock: Recorded| {
        let server = server(|_| Reply::status(503, &[]));
        assert_eq!(status(&call(get(&server, "/"))), 503);
        // The next one would be 1.6 s, and end after 3.1 s.
        assert_eq!(clock.slept(), millis([100, 200, 400, 800]));
    });
    everywhere!(retry!(steady()), |call: &CallFn<'_>, clock: Recorded| {
        let server = server(|_| Reply::status(503, &[("retry-after", "20")]));
        let mut made = get(&server, "/");
        made.extensions_mut().insert(Deadline(clock.start + Duration::from_secs(30)));
        assert_eq!(status(&call(made)), 503);
        assert_eq!((server.received().len(), clock.slept()), (2, vec![Duration::from_secs(20)]));
    });
}

#[test]
fn the_delay_is_drawn_from_the_whole_range() {
    let policy =
        RetryPolicy::default().max_attempts(u32::MAX).max_delay(Duration::from_millis(150));
    for (made, bound) in [(1, 100), (2, 150), (3, 150), (1000, 150)] {
        let bound = Duration::from_millis(bound);
        let attempts = Attempts { made, since: Instant::now(), deadline: None };
        let delays: Vec<_> = (0..1000)
            .map(|_| match policy.decide(attempts, &Err(ClientError::Timeout)) {
                Decision::Again { after } => after,
                Decision::Done => panic!("it is to be tried again"),
            })
            .collect();
        assert!(delays.iter().all(|delay| *delay <= bound));
        // The odds that a thousand draws miss the lowest or the highest fifth are below 1 in 10^96.
        assert!(delays.iter().any(|delay| *delay < bound / 5));
        assert!(delays.iter().any(|delay| *delay > bound * 4 / 5));
    }
}

/// What runs in the thread pool cannot be dropped, but it can ask.
#[test]
fn nothing_is_tried_again_for_a_caller_who_is_gone() {
    let is_gone = Arc::new(AtomicBool::new(false));
    let answers = Arc::clone(&is_gone);
    let server = server(move |_| {
        while !answers.load(Ordering::SeqCst) {
            std::thread::sleep(Duration::from_millis(1));
        }
        Reply::status(503, &[])
    });
    let pool = pool(1);
    let layers = Layers::new().with(Offload::new().pool(&pool)).with(Retry::layer(steady()));
    let app = layers.view(drive::ureq_view());
    current_thread().block_on(async {
        let mut response = Box::pin(app.acall(get(&server, "/")));
        while server.received().is_empty() {
            assert!(tokio::time::timeout(Duration::from_millis(1), &mut response).await.is_err());
        }
    });
    is_gone.store(true, Ordering::SeqCst);
    while pool.busy() > 0 {
        std::thread::sleep(Duration::from_millis(1));
    }
    assert_eq!(server.received().len(), 1);
}

#[test]
fn the_systems_clock_sleeps_in_both_modes() {
    let policy = || RetryPolicy::default().first_delay(Duration::from_millis(20)).without_jitter();
    everywhere!(|| (Layers::new().with(Retry::layer(policy())), ()), |call: &CallFn<'_>, ()| {
        let server = server(|count| if count == 0 { Reply::Hangup } else { Reply::ok("hello") });
        let start = Instant::now();
        assert_eq!(status(&call(get(&server, "/"))), 200);
        assert!(start.elapsed() >= Duration::from_millis(20));
    });
}
