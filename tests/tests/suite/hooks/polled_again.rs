//! A future that is done, or has panicked, and is polled again: a panic with that text, and no hook runs on nothing.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    pin::{Pin, pin},
    task::{Context, Poll, Waker},
};

use middleware_core::{Chain, GetResponse, middleware};
use middleware_tests::step::suspend;

#[middleware]
#[derive(Debug)]
struct Positive<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Positive<G> {
    fn process_request(&self, request: &i32) {
        assert!(*request >= 0, "negative: {request}");
    }
}

/// What a poll gives, or the text of its panic.
fn poll<T>(future: Pin<&mut impl Future<Output = T>>) -> Result<Poll<T>, String> {
    let mut context = Context::from_waker(Waker::noop());
    let polled = catch_unwind(AssertUnwindSafe(|| future.poll(&mut context)));
    polled.map_err(|payload| match payload.downcast::<String>() {
        Ok(text) => *text,
        Err(payload) => (*payload.downcast::<&str>().unwrap()).to_owned(),
    })
}

const AGAIN: &str = "polled again after it was done";

macro_rules! assert_refused {
    ($app:expr) => {{
        let app = $app;
        let mut done = pin!(app.acall(1));
        while poll(done.as_mut()).unwrap().is_pending() {}
        assert!(poll(done.as_mut()).unwrap_err().contains(AGAIN), "done");
        let mut panicked = pin!(app.acall(-1));
        assert_eq!(poll(panicked.as_mut()).unwrap_err(), "negative: -1");
        assert!(poll(panicked.as_mut()).unwrap_err().contains(AGAIN), "panicked");
    }};
}

#[test]
fn whoever_polls_again_is_told() {
    let layers = || Chain::<i32, i32>::new().with(Positive::layer()).with(Positive::layer());
    let suspended = async |n: i32| {
        suspend().await;
        n
    };
    assert_refused!(layers().view(suspended));
    assert_refused!(layers().view(suspended).boxed());
    assert_refused!(layers().with(Some(Positive::layer())).view(suspended));
    assert_refused!(layers().boxed().view(layers().view(suspended)));
    // Answered with the first poll.
    assert_refused!(layers().boxed().view(async |n: i32| n));
}
