//! A future that is dropped: after each of its polls, or before the first one.

use std::{sync::mpsc, task::Poll, time::Duration};

use futures::poll;
use middleware_core::AsyncCall;
use middleware_tests::drive::{current_thread, multi_thread};

use super::*;

/// Polls the request so many times, drops the future, and says whether it was ready before.
fn poll_and_drop<H>(app: &GetResponse<H>, request: &str, polls: usize) -> bool
where
    H: AsyncCall<String, Response = Response>,
{
    current_thread().block_on(async {
        let mut future = Box::pin(app.acall(request.to_owned()));
        for _ in 0..polls {
            if let Poll::Ready(response) = poll!(&mut future) {
                drop(response);
                return true;
            }
        }
        false
    })
}

#[test]
fn plain_hooks_are_told_after_each_poll() {
    let log = Log::default();
    let app =
        Chain::<String, Response>::new().with(Plain::layer(log.clone())).view(async |request| {
            suspend().await;
            suspend().await;
            view(request)
        });
    let told = |polls| {
        let is_ready = poll_and_drop(&app, "a", polls);
        (is_ready, log.take().join(" and "))
    };
    assert_eq!(told(0), (false, String::new()));
    assert_eq!(told(1), (false, "Dropped, Some(2)".to_owned()));
    assert_eq!(told(2), (false, "Dropped, Some(2)".to_owned()));
    assert_eq!(told(3), (true, r#"Response(Ok("<a!>")), Some(2)"#.to_owned()));
}

/// There is a value as soon as `process_request` has handed it on.
#[test]
fn async_hooks_are_told_after_each_poll() {
    let log = Log::default();
    let app = Chain::<String, Response>::new().with(Async::layer(log.clone())).view(async_view);
    let told = |request, polls| {
        let is_ready = poll_and_drop(&app, request, polls);
        (is_ready, log.take().join(" and "))
    };
    for request in ["fail", "short"] {
        assert_eq!(told(request, 0), (false, String::new()));
        assert_eq!(told(request, 1), (false, "Dropped, None".to_owned()));
    }
    // In the view, in `process_exception`, in `process_response`.
    for polls in 2..=4 {
        assert_eq!(told("fail", polls), (false, "Dropped, Some(5)".to_owned()));
    }
    let ready = r#"Response(Err(Failure("fail!"))), Some(5)"#.to_owned();
    assert_eq!(told("fail", 5), (true, ready));
    // In `process_response`: the inside was not called, but nor has the answer left.
    assert_eq!(told("short", 2), (false, "Dropped, None".to_owned()));
    assert_eq!(told("short", 3), (true, r#"ShortCircuit(Ok("<short>")), None"#.to_owned()));
}

/// A timeout outside the layer goes off while the view waits.
#[test]
fn a_timeout_outside_drops_the_future() {
    #[middleware]
    async fn timeout<G>(request: String, get_response: &GetResponse<G>) -> Response {
        let inside = get_response.acall(request);
        match tokio::time::timeout(Duration::from_millis(10), inside).await {
            Ok(response) => response,
            Err(_) => Err(Failure("too late".to_owned())),
        }
    }

    let log = Log::default();
    let app = Chain::<String, Response>::new()
        .with(Plain::layer(log.clone()))
        .with(timeout())
        .with(Plain::layer(log.clone()))
        .view(async |_| std::future::pending().await);
    let observe = {
        let log = log.clone();
        move |_: Response| log.take()
    };
    let told = ["Dropped, Some(3)", r#"Response(Err(Failure("too late"))), Some(2)"#];
    // Without a tokio runtime there are no timers.
    for (way, seen) in drive_everywhere_with_timers(&app, observe) {
        assert_eq!(seen, told, "{way}");
    }
}

/// A blocking `process_request` runs on in the thread pool, but its value is dropped.
#[test]
fn a_blocking_hook_that_is_not_waited_for_hands_on_nothing() {
    #[middleware]
    struct Slow<G> {
        get_response: GetResponse<G>,
        gate: Mutex<mpsc::Receiver<()>>,
        log: Log,
    }

    #[middleware]
    impl<G> Slow<G> {
        #[middleware(blocking)]
        fn process_request(&self, request: &String) -> usize {
            self.gate.lock().unwrap().recv().unwrap();
            self.log.note("done");
            request.len()
        }

        fn process_outcome(&self, outcome: Outcome<'_, Response>, value: Option<usize>) {
            self.log.told(outcome, value);
        }
    }

    let log = Log::default();
    let (open, gate) = mpsc::channel();
    let app = Chain::<String, Response>::new()
        .with(Slow::layer(Mutex::new(gate), log.clone()))
        .view(async_view);
    multi_thread().block_on(async {
        let mut future = Box::pin(app.acall("a".to_owned()));
        let waited = tokio::time::timeout(Duration::from_millis(50), &mut future).await;
        assert!(waited.is_err());
        drop(future);
    });
    assert_eq!(log.take(), ["Dropped, None"]);
    open.send(()).unwrap();
    // The hook keeps the layer alive until it is done.
    drop(app);
    while log.0.lock().unwrap().is_empty() {
        std::thread::yield_now();
    }
    assert_eq!(log.take(), ["done"]);
}

/// A layer that runs sync is not cut off: it reports how it ended, although nobody waits any longer.
#[test]
fn a_layer_on_a_pool_thread_runs_to_its_end() {
    let log = Log::default();
    let (open, gate) = mpsc::channel::<()>();
    let gate = Mutex::new(gate);
    let app = Chain::<String, Response>::new().with(Plain::layer(log.clone())).view(
        move |request: String| {
            gate.lock().unwrap().recv().unwrap();
            view(request)
        },
    );
    multi_thread().block_on(async {
        let waited =
            tokio::time::timeout(Duration::from_millis(50), app.acall("a".to_owned())).await;
        assert!(waited.is_err());
    });
    assert_eq!(log.take(), Vec::<String>::new());
    open.send(()).unwrap();
    while log.0.lock().unwrap().is_empty() {
        std::thread::yield_now();
    }
    assert_eq!(log.take(), [r#"Response(Ok("<a!>")), Some(2)"#]);
}

/// The inner layers are dropped before the outcome is reported.
#[test]
fn the_outcome_comes_last() {
    struct Noting(Log);

    impl Drop for Noting {
        fn drop(&mut self) {
            self.0.note("the view is dropped");
        }
    }

    let log = Log::default();
    let noted = log.clone();
    let app = Chain::<String, Response>::new().with(Plain::layer(log.clone())).view(
        move |request: String| {
            let noting = Noting(noted.clone());
            async move {
                suspend().await;
                drop(noting);
                view(request)
            }
        },
    );
    for request in ["a", "panic"] {
        let _ = catch_unwind(AssertUnwindSafe(|| poll_and_drop(&app, request, 2)));
        let told = log.take();
        assert_eq!(told.len(), 2, "{told:?}");
        assert_eq!(told[0], "the view is dropped");
    }
    poll_and_drop(&app, "a", 1);
    assert_eq!(log.take(), ["the view is dropped", "Dropped, Some(2)"]);
}

fn drive_everywhere_with_timers<H, O>(
    app: &GetResponse<H>,
    observe: impl Fn(Response) -> O + Send + Sync + Clone + 'static,
) -> Vec<(&'static str, O)>
where
    H: AsyncCall<String, Response = Response> + middleware_core::Call<String>,
    O: Send + 'static,
{
    let mut seen = Vec::new();
    let request = || "a".to_owned();
    for (way, runtime) in [("current-thread", current_thread()), ("multi-thread", multi_thread())] {
        seen.push((way, observe(runtime.block_on(app.acall(request())))));
    }
    seen.push(("sync, plain thread", observe(app.call(request()))));
    seen
}
