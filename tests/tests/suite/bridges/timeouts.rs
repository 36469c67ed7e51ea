//! A timeout between sync code on both sides: it fires late by default, and on time if the chain asks for that.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

use middleware_core::{
    Chain, GetResponse, Mode,
    bridge::{
        Offload,
        pool::{caller_is_gone, count_hops},
    },
    middleware,
};
use middleware_tests::drive::{current_thread, multi_thread, pool, with_watchdog};
use tokio::sync::Notify;

type Answer = Result<u32, &'static str>;

/// Sync only.
#[middleware]
#[derive(Debug)]
struct Audit<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Audit<G> {
    fn call(&self, request: u32) -> Answer {
        self.get_response.call(request)
    }
}

const LIMIT: Duration = Duration::from_millis(1);

/// Async only.
#[middleware]
#[derive(Debug)]
struct Timeout<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Timeout<G> {
    async fn acall(&self, request: u32) -> Answer {
        let answer = self.get_response.acall(request);
        tokio::time::timeout(LIMIT, answer).await.unwrap_or(Err("timed out"))
    }
}

fn layers() -> Chain<u32, Answer, impl Clone + middleware_core::Layer<View, Handler = Layers>> {
    Chain::<u32, Answer>::new().with(Audit::layer()).with(Timeout::layer()).with(Audit::layer())
}

type View = middleware_core::view::View<Inside, Answer, middleware_core::view::kind::Chain>;
type Inside = GetResponse<middleware_core::BoxHandler<u32, Answer>>;
type Layers = Audit<Timeout<Audit<View>>>;

/// Takes far longer than the timeout.
#[allow(clippy::unnecessary_wraps, reason = "it is a view of a chain that may fail")]
fn slow(request: u32) -> Answer {
    let start = Instant::now();
    while start.elapsed() < 20 * LIMIT {
        thread::sleep(LIMIT);
    }
    Ok(request)
}

#[test]
fn by_default_sync_code_inside_is_not_interrupted() {
    let app = layers().view(Chain::<u32, Answer>::new().view(slow).boxed());
    assert_eq!(app.plan().hops(Mode::Async), 1);
    assert_eq!(app.call(7), Ok(7));
    for runtime in [current_thread(), multi_thread()] {
        assert_eq!(runtime.block_on(count_hops(app.acall(7))), (Ok(7), 1));
    }
}

/// Async only: a timeout that begins with the view. Until then a machine under load may take as long as it likes.
#[middleware]
#[derive(Debug)]
struct TimeoutOfTheView<G> {
    get_response: GetResponse<G>,
    begun: Arc<Notify>,
}

#[middleware]
impl<G> TimeoutOfTheView<G> {
    async fn acall(&self, request: u32) -> Answer {
        let timeout = async {
            self.begun.notified().await;
            tokio::time::sleep(LIMIT).await;
            Err("timed out")
        };
        tokio::select! {
            answer = self.get_response.acall(request) => answer,
            answer = timeout => answer,
        }
    }
}

/// A view that cannot finish before somebody has got the answer of the timeout.
struct Held {
    view: Inside,
    begun: Arc<Notify>,
    release: mpsc::Sender<()>,
    finished: mpsc::Receiver<bool>,
}

impl Held {
    fn new() -> Self {
        let (release, released) = mpsc::channel();
        let (finish, finished) = mpsc::channel();
        let released = Mutex::new(released);
        let begun = Arc::new(Notify::new());
        let on_entry = Arc::clone(&begun);
        let view = Chain::<u32, Answer>::new().view(move |request: u32| {
            on_entry.notify_one();
            released.lock().unwrap().recv().unwrap();
            finish.send(caller_is_gone()).unwrap();
            Ok(request)
        });
        Self { view: view.boxed(), begun, release, finished }
    }
}

#[test]
fn a_timeout_that_may_interrupt_fires_on_time() {
    type Call = fn(&GetResponse<middleware_core::BoxHandler<u32, Answer>>) -> Answer;
    let ways: [(Call, u64); 4] = [
        (|app| app.call(7), 1),
        (|app| current_thread().block_on(app.acall(7)), 2),
        (|app| multi_thread().block_on(app.acall(7)), 2),
        (|app| futures::executor::block_on(app.acall(7)), 2),
    ];
    for (call, hops) in ways {
        with_watchdog("a timeout between sync layers", move || {
            let pool = pool(2);
            let held = Held::new();
            let app = Chain::<u32, Answer>::new()
                .with(Offload::new().pool(&pool).interruptible())
                .with(Audit::layer())
                .with(TimeoutOfTheView::layer(held.begun))
                .with(Audit::layer())
                .view(held.view)
                .boxed();
            assert_eq!(call(&app), Err("timed out"));
            // The view is undisturbed, and knows that nobody waits for it.
            held.release.send(()).unwrap();
            assert!(held.finished.recv().unwrap());
            assert_eq!(pool.hops(), hops);
        });
    }
}

#[test]
fn where_no_thread_is_free_it_fires_late_and_does_not_wait() {
    with_watchdog("an exhausted pool", || {
        let pool = pool(1);
        let app = Chain::<u32, Answer>::new()
            .with(Offload::new().pool(&pool).interruptible())
            .with(layers())
            .view(Chain::<u32, Answer>::new().view(slow).boxed());
        assert_eq!(multi_thread().block_on(app.acall(7)), Ok(7));
        assert_eq!(pool.hops(), 1);
    });
}

#[test]
fn a_budget_that_is_used_up_stalls_nothing() {
    const MESSAGES: u32 = 10_000;

    /// Reads a full channel without ever having to wait.
    async fn read(_: u32) -> Answer {
        let (send, mut receive) = tokio::sync::mpsc::channel(MESSAGES as usize);
        for n in 0..MESSAGES {
            send.try_send(n).unwrap();
        }
        for n in 0..MESSAGES {
            assert_eq!(receive.recv().await, Some(n));
        }
        Ok(MESSAGES)
    }

    let view = || Chain::<u32, Answer>::new().view(read).boxed();
    let app = Chain::<u32, Answer>::new().with(Audit::layer()).view(view());
    for (app, name) in [(app.boxed(), "inside a sync layer"), (view(), "alone")] {
        for (way, answer) in middleware_tests::drive_everywhere(&app, &7, |answer| answer) {
            assert_eq!(answer, Ok(MESSAGES), "{name}; {way}");
        }
        // A `LocalSet` without a runtime has a budget, too.
        let answer = with_watchdog("a `LocalSet` without a runtime", move || {
            let set = tokio::task::LocalSet::new();
            let task = set.spawn_local(async move { app.call(7) });
            futures::executor::block_on(set);
            futures::executor::block_on(task).unwrap()
        });
        assert_eq!(answer, Ok(MESSAGES), "{name}");
    }
}

/// The future of the outermost layer is dropped: that is one more thing that a further hop sees.
#[test]
fn a_further_hop_knows_when_the_first_ones_caller_is_gone() {
    with_watchdog("a dropped request with two hops", || {
        let pool = pool(2);
        let (enter, entered) = mpsc::channel();
        let is_dropped = Arc::new(AtomicBool::new(false));
        let drop_seen = Arc::clone(&is_dropped);
        let (finish, finished) = mpsc::channel();
        let view = Chain::<u32, Answer>::new().view(move |request: u32| {
            assert!(!caller_is_gone());
            enter.send(()).unwrap();
            while !drop_seen.load(Ordering::Acquire) {
                thread::yield_now();
            }
            finish.send(caller_is_gone()).unwrap();
            Ok(request)
        });
        let app = Chain::<u32, Answer>::new()
            .with(Offload::new().pool(&pool).interruptible())
            .with(Audit::layer())
            .with(Pass::layer())
            .with(Audit::layer())
            .view(view);
        let runtime = multi_thread();
        let request = runtime.spawn(async move { app.acall(7).await });
        entered.recv().unwrap();
        request.abort();
        assert!(runtime.block_on(request).unwrap_err().is_cancelled());
        is_dropped.store(true, Ordering::Release);
        assert!(finished.recv().unwrap());
        assert_eq!(pool.hops(), 2);
    });
}

/// Async only.
#[middleware]
#[derive(Debug)]
struct Pass<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Pass<G> {
    async fn acall(&self, request: u32) -> Answer {
        self.get_response.acall(request).await
    }
}
