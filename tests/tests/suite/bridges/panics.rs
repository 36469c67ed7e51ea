//! A panic of any layer, hook or view, on any thread, reaches the caller, and costs nothing else.

use std::{
    panic::{AssertUnwindSafe, catch_unwind, panic_any},
    sync::{
        Arc, Barrier,
        atomic::{AtomicUsize, Ordering},
    },
};

use middleware_core::{BoxHandler, Chain, GetResponse, Layer, Mode, bridge::Offload, middleware};
use middleware_tests::{
    drive::{current_thread, multi_thread, pool, with_watchdog},
    numbers::{SyncAdd, numbers},
    step::suspend,
};

/// Which part of a chain panics: parts are counted from 0 for the outermost, and each has a step before and one
/// after the call of the next handler.
#[derive(Clone, Debug, Default)]
struct Fuse(Arc<AtomicUsize>);

/// The payload of a panic.
#[derive(Debug, PartialEq, Eq)]
struct Blown(usize);

impl Fuse {
    fn set(&self, step: Option<usize>) {
        self.0.store(step.map_or(0, |step| step + 1), Ordering::SeqCst);
    }

    fn step(&self, step: usize) {
        if self.0.load(Ordering::SeqCst) == step + 1 {
            panic_any(Blown(step));
        }
    }
}

/// Sync only.
#[middleware]
#[derive(Debug)]
struct SyncPart<G> {
    get_response: GetResponse<G>,
    fuse: Fuse,
    at: usize,
}

#[middleware]
impl<G> SyncPart<G> {
    fn call(&self, request: u64) -> u64 {
        self.fuse.step(2 * self.at);
        let response = self.get_response.call(request);
        self.fuse.step(2 * self.at + 1);
        response
    }
}

/// Async only.
#[middleware]
#[derive(Debug)]
struct AsyncPart<G> {
    get_response: GetResponse<G>,
    fuse: Fuse,
    at: usize,
}

#[middleware]
impl<G> AsyncPart<G> {
    async fn acall(&self, request: u64) -> u64 {
        suspend().await;
        self.fuse.step(2 * self.at);
        let response = self.get_response.acall(request).await;
        suspend().await;
        self.fuse.step(2 * self.at + 1);
        response
    }
}

/// Plain hooks.
#[middleware]
#[derive(Debug)]
struct HookPart<G> {
    get_response: GetResponse<G>,
    fuse: Fuse,
    at: usize,
}

#[middleware]
impl<G> HookPart<G> {
    fn process_request(&self, _: &u64) {
        self.fuse.step(2 * self.at);
    }

    fn process_response(&self, _: &u64) {
        self.fuse.step(2 * self.at + 1);
    }
}

/// Hooks that wait: one on a thread of the pool, one by awaiting.
#[middleware]
#[derive(Debug)]
struct WaitingHookPart<G> {
    get_response: GetResponse<G>,
    fuse: Fuse,
    at: usize,
}

#[middleware]
impl<G> WaitingHookPart<G> {
    #[middleware(blocking)]
    fn process_request(&self, _: &mut u64) {
        self.fuse.step(2 * self.at);
    }

    async fn process_response(&self, _: &u64) {
        suspend().await;
        self.fuse.step(2 * self.at + 1);
    }
}

type App = GetResponse<BoxHandler<u64, u64>>;

/// A layer of each kind, twice, around a view of this mode.
fn app(view: Mode, fuse: &Fuse) -> (App, usize) {
    let parts: [fn(App, Fuse, usize) -> App; 4] = [
        |inside, fuse, at| SyncPart::layer(fuse, at).wrap(inside).boxed(),
        |inside, fuse, at| AsyncPart::layer(fuse, at).wrap(inside).boxed(),
        |inside, fuse, at| HookPart::layer(fuse, at).wrap(inside).boxed(),
        |inside, fuse, at| WaitingHookPart::layer(fuse, at).wrap(inside).boxed(),
    ];
    // The waiting hooks once in each mode, and a sync part outside an async one and inside it.
    let order = [3, 2, 1, 0, 1, 2, 3, 0];
    let in_view = fuse.clone();
    let step = 2 * order.len();
    let view = match view {
        Mode::Sync => numbers()
            .view(move |n: u64| {
                in_view.step(step);
                n
            })
            .boxed(),
        Mode::Async => numbers()
            .view(move |n: u64| {
                let fuse = in_view.clone();
                async move {
                    suspend().await;
                    fuse.step(step);
                    n
                }
            })
            .boxed(),
    };
    let app = order
        .iter()
        .enumerate()
        .rev()
        .fold(view, |inside, (at, part)| parts[*part](inside, fuse.clone(), at));
    (app, step + 1)
}

#[test]
fn a_panic_anywhere_reaches_the_caller_and_the_next_request_is_served() {
    type Way = fn(&App) -> u64;
    let ways: [(&str, Way); 6] = [
        ("call", |app| app.call(7)),
        ("acall on a current-thread runtime", |app| current_thread().block_on(app.acall(7))),
        ("acall on a multi-thread runtime", |app| multi_thread().block_on(app.acall(7))),
        ("call on a multi-thread runtime", |app| multi_thread().block_on(async { app.call(7) })),
        ("acall without a runtime", |app| futures::executor::block_on(app.acall(7))),
        ("acall in a task", |app| {
            let app = app.clone();
            multi_thread().block_on(async {
                match tokio::spawn(async move { app.acall(7).await }).await {
                    Ok(answer) => answer,
                    Err(error) => std::panic::resume_unwind(error.into_panic()),
                }
            })
        }),
    ];
    for mode in [Mode::Sync, Mode::Async] {
        for (way, call) in ways {
            with_watchdog(way, move || {
                let fuse = Fuse::default();
                let (inside, steps) = app(mode, &fuse);
                let pool = pool(2);
                let app = numbers().with(Offload::new().pool(&pool)).view(inside).boxed();
                for step in 0..steps {
                    fuse.set(Some(step));
                    let payload =
                        catch_unwind(AssertUnwindSafe(|| call(&app))).expect_err("a part panics");
                    assert_eq!(
                        payload.downcast_ref::<Blown>(),
                        Some(&Blown(step)),
                        "{way}; step {step}"
                    );
                    fuse.set(None);
                    assert_eq!(call(&app), 7, "after a panic in step {step}; {way}");
                }
                assert_eq!((pool.busy(), pool.waiting()), (0, 0), "{way}");
                all_threads_are_there(&pool);
            });
        }
    }
}

/// As many jobs as the pool has threads meet at a barrier, so none of its threads is lost.
fn all_threads_are_there(pool: &middleware_core::bridge::pool::Pool) {
    let barrier = Arc::new(Barrier::new(pool.threads()));
    let view = Chain::<u64, u64>::new().view(move |n: u64| {
        barrier.wait();
        n
    });
    let app = numbers().with(Offload::new().pool(pool)).with(SyncAdd::layer()).view(view);
    let answers = current_thread()
        .block_on(futures::future::join_all((0..pool.threads()).map(|_| app.acall(1))));
    assert_eq!(answers, vec![2; pool.threads()]);
}
