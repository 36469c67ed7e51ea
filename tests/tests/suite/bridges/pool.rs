//! The pool: what it is given, what it tells, and what bounds it.

use std::{
    collections::HashSet,
    num::NonZero,
    sync::{Arc, Barrier, Mutex, mpsc},
    thread,
    time::Duration,
};

use middleware_core::{
    Chain, Handler, Mode, SyncMiddleware,
    bridge::{
        Offload,
        pool::{BuildPoolError, Limit, Pool, count_hops},
    },
    mode,
};
use middleware_tests::{
    deep::add,
    drive::{current_thread, multi_thread, pool, with_watchdog},
    numbers::{alternating, echo, numbers},
};

use crate::bridges::gate::{Gate, in_pool};

#[test]
fn a_pool_says_how_many_threads_are_busy_and_how_many_requests_wait() {
    with_watchdog("a gate", || {
        let gate = Gate::default();
        let pool = pool(2);
        let app = in_pool(&pool, gate.view());
        let runtime = multi_thread();
        let requests: Vec<_> = (0..5)
            .map(|n| {
                let app = app.clone();
                runtime.spawn(async move { app.acall(n).await })
            })
            .collect();
        while (pool.busy(), pool.waiting()) != (2, 3) {
            thread::yield_now();
        }
        assert_eq!(pool.hops(), 2);
        gate.open();
        for (n, request) in (0..).zip(requests) {
            assert_eq!(runtime.block_on(request).unwrap(), n);
        }
        assert_eq!((pool.busy(), pool.waiting(), pool.hops()), (0, 0, 5));
        assert!(format!("{pool:?}").contains("hops: 5"), "{pool:?}");
    });
}

#[test]
fn a_pool_never_has_more_threads_than_it_was_given() {
    let seen = Arc::new(Mutex::new(HashSet::new()));
    let note = Arc::clone(&seen);
    let view = numbers().view(move |n: u64| {
        let thread = thread::current();
        assert_eq!(thread.name(), Some("test-pool"));
        note.lock().unwrap().insert(thread.id());
        n
    });
    let app = in_pool(&pool(3), view.boxed());
    with_watchdog("a flood", move || {
        let requests = futures::future::join_all((0..2000).map(|n| app.acall(n)));
        current_thread().block_on(requests);
    });
    let seen = seen.lock().unwrap().len();
    assert!((1..=3).contains(&seen), "{seen} threads");
}

/// Each request holds its thread, so the pool has use for more.
#[test]
fn no_more_requests_run_than_a_pool_has_threads() {
    with_watchdog("a gate", || {
        let gate = Gate::default();
        let pool = pool(3);
        let app = in_pool(&pool, gate.view());
        let runtime = multi_thread();
        let spawn = |n| {
            let app = app.clone();
            runtime.spawn(async move { app.acall(n).await })
        };
        let requests: Vec<_> = (0..20).map(spawn).collect();
        while pool.busy() < 3 {
            thread::yield_now();
        }
        // However long they run. A fourth thread would begin within a tenth of a millisecond.
        for _ in 0..20 {
            thread::sleep(Duration::from_millis(1));
            assert_eq!(pool.busy(), 3);
        }
        gate.open();
        for (n, request) in (0..).zip(requests) {
            assert_eq!(runtime.block_on(request).unwrap(), n);
        }
    });
}

/// Threads of this process with this name.
#[cfg(target_os = "linux")]
fn threads_named(name: &str) -> usize {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap();
    let named = tasks.filter(|task| {
        let comm = task.as_ref().unwrap().path().join("comm");
        // A thread may end meanwhile.
        std::fs::read_to_string(comm).is_ok_and(|comm| comm.trim_end() == name)
    });
    named.count()
}

#[cfg(target_os = "linux")]
#[test]
fn threads_have_a_name_and_end_when_they_are_idle_or_the_pool_is_dropped() {
    with_watchdog("threads that end", || {
        for (name, keep_alive) in [("idle-pool", Duration::ZERO), ("dropped-pool", Duration::MAX)] {
            let pool =
                Pool::builder().threads(2).name(name).keep_alive(keep_alive).build().unwrap();
            let barrier = Arc::new(Barrier::new(2));
            let seen = Arc::new(Mutex::new(0));
            let note = Arc::clone(&seen);
            let view = numbers().view(move |n: u64| {
                barrier.wait();
                *note.lock().unwrap() = threads_named(name);
                barrier.wait();
                n
            });
            let app = in_pool(&pool, view.boxed());
            current_thread().block_on(async { futures::join!(app.acall(1), app.acall(2)) });
            assert_eq!(*seen.lock().unwrap(), 2);
            if keep_alive == Duration::MAX {
                drop((app, pool));
            }
            while threads_named(name) > 0 {
                thread::yield_now();
            }
        }
    });
}

#[test]
fn a_pool_that_is_dropped_in_async_code_finishes_its_jobs() {
    with_watchdog("a pool is dropped", || {
        let gate = Gate::default();
        let pool = pool(1);
        let app = in_pool(&pool, gate.view());
        current_thread().block_on(async {
            let first = tokio::spawn({
                let app = app.clone();
                async move { app.acall(1).await }
            });
            let second = tokio::spawn({
                let app = app.clone();
                async move { app.acall(2).await }
            });
            while (pool.busy(), pool.waiting()) != (1, 1) {
                tokio::task::yield_now().await;
            }
            drop((app, pool));
            gate.open();
            assert_eq!((first.await.unwrap(), second.await.unwrap()), (1, 2));
        });
    });
}

#[test]
fn what_cannot_be_built_is_an_error() {
    let error = Pool::builder().threads(0).build().unwrap_err();
    assert!(matches!(error, BuildPoolError::NoThreads));
    assert_eq!(
        error.to_string(),
        "a pool without threads would run nothing: give it one thread or more"
    );
    let error = Pool::builder().name("a\0b").build().unwrap_err();
    assert_eq!(
        error.to_string(),
        "a pool's threads cannot be called \"a\\0b\": leave out the NUL byte"
    );
    // A chain may have started the global pool already, or this does.
    let _ = Pool::global();
    let error = Pool::builder().build_global().unwrap_err();
    assert!(matches!(error, BuildPoolError::AlreadyThere));
    assert!(error.to_string().contains("call `build_global` before the first chain is called"));
}

#[test]
fn settings_of_the_inside_outrank_those_around_them() {
    let (outer, inner) = (pool(1), pool(1));
    let inside = in_pool(&inner, echo(Mode::Sync));
    // An async layer between them, or the outer settings would take the hop that leads to them.
    let app = in_pool(&outer, alternating(1, Mode::Async, inside));
    assert_eq!(current_thread().block_on(count_hops(app.acall(7))), (8, 1));
    assert_eq!((outer.hops(), inner.hops()), (0, 1));
    // Where the whole chain is sync, the outermost settings are asked for the hop that leads to it.
    let app = in_pool(&outer, in_pool(&inner, echo(Mode::Sync)));
    assert_eq!(current_thread().block_on(count_hops(app.acall(7))), (7, 1));
    assert_eq!((outer.hops(), inner.hops()), (1, 1));
}

#[test]
fn settings_survive_boxing_and_chains_in_chains() {
    let pool = pool(1);
    let app = numbers().with(Offload::new().pool(&pool)).view(echo(Mode::Sync));
    let boxed = app.clone().boxed();
    let nested = numbers().view(app.clone());
    let nested_boxed = numbers().view(boxed.clone()).boxed();
    let runtime = current_thread();
    assert_eq!(runtime.block_on(app.acall(1)), 1);
    assert_eq!(runtime.block_on(boxed.acall(1)), 1);
    assert_eq!(runtime.block_on(nested.acall(1)), 1);
    assert_eq!(runtime.block_on(nested_boxed.acall(1)), 1);
    assert_eq!(pool.hops(), 4);
}

#[test]
fn a_finished_chain_is_given_a_pool() {
    let pool = pool(1);
    let offload = || Offload::new().pool(&pool);
    let runtime = current_thread();
    // A sync chain, one with a sync layer further in, one that is boxed before and after.
    let sync = numbers().with(add()).view(echo(Mode::Sync)).with_offload(offload());
    let mixed = alternating(2, Mode::Async, echo(Mode::Sync).boxed()).with_offload(offload());
    let boxed =
        numbers().with(add()).view(echo(Mode::Sync)).boxed().with_offload(offload()).boxed();
    assert_eq!(runtime.block_on(count_hops(sync.acall(1))), (2, 1));
    assert_eq!(runtime.block_on(count_hops(mixed.acall(1))), (3, 1));
    assert_eq!(runtime.block_on(count_hops(boxed.acall(1))), (2, 1));
    assert_eq!(pool.hops(), 3);
    assert_eq!((sync.call(1), mixed.call(1), boxed.call(1)), (2, 3, 2));
    assert_eq!(pool.hops(), 3);
}

/// A handler written by hand that has a pool of its own.
struct Driver {
    offload: Offload,
}

impl Handler<u64> for Driver {
    type Response = u64;
    type Mode = mode::SyncMode;

    fn mode(&self) -> Mode {
        Mode::Sync
    }

    fn offload(&self) -> Option<&Offload> {
        Some(&self.offload)
    }
}

impl SyncMiddleware<u64> for Driver {
    fn call(&self, request: u64) -> u64 {
        request + 1
    }
}

#[test]
fn a_handler_written_by_hand_has_a_pool_of_its_own() {
    let pool = pool(1);
    let driver = || Driver { offload: Offload::new().pool(&pool) };
    let runtime = current_thread();
    let view = numbers().view(driver());
    let in_chain = alternating(1, Mode::Async, numbers().view(driver()).boxed());
    let optional = numbers().with_if(false, Offload::new()).view(driver());
    assert_eq!(runtime.block_on(view.acall(1)), 2);
    assert_eq!(runtime.block_on(view.boxed().acall(1)), 2);
    assert_eq!(runtime.block_on(in_chain.acall(1)), 3);
    assert_eq!(runtime.block_on(optional.acall(1)), 2);
    assert_eq!(pool.hops(), 4);
}

#[test]
fn a_limit_sheds_what_is_beyond_it() {
    with_watchdog("a limit", || {
        let gate = Gate::default();
        let pool = pool(1);
        let app = in_pool(&pool, gate.view());
        let limit = Limit::new(2);
        let runtime = multi_thread();
        let request = |n: u64| {
            let permit = limit.try_enter()?;
            let app = app.clone();
            Ok::<_, middleware_core::bridge::pool::LimitReached>(
                runtime.spawn(permit.scope(async move { app.acall(n).await })),
            )
        };
        let (first, second) = (request(1).unwrap(), request(2).unwrap());
        let error = request(3).unwrap_err();
        assert!(
            error.to_string().starts_with("the limit of 2 requests in flight is reached: "),
            "{error}"
        );
        assert_eq!(limit.in_flight(), 2);
        while (pool.busy(), pool.waiting()) != (1, 1) {
            thread::yield_now();
        }
        // Both callers leave. The permit of the one that waits comes back at once, that of the one that runs
        // when its thread does.
        for request in [first, second] {
            request.abort();
            assert!(runtime.block_on(request).unwrap_err().is_cancelled());
        }
        assert_eq!((limit.in_flight(), pool.busy(), pool.waiting()), (1, 1, 0));
        gate.open();
        while limit.in_flight() > 0 {
            thread::yield_now();
        }
        assert_eq!(runtime.block_on(request(4).unwrap()).unwrap(), 4);
        assert_eq!(limit.in_flight(), 0);
    });
}

#[test]
fn a_limit_lets_others_wait_and_bounds_what_the_pool_sees() {
    const LIMIT: usize = 3;
    with_watchdog("a limit under a flood", || {
        let pool = pool(1);
        let limit = Limit::new(LIMIT);
        let (seen, most) = mpsc::channel();
        let view = {
            let (pool, limit) = (pool.clone(), limit.clone());
            numbers().view(move |n: u64| {
                assert!(limit.in_flight() <= LIMIT);
                seen.send(pool.busy() + pool.waiting()).unwrap();
                n
            })
        };
        let app = in_pool(&pool, view.boxed());
        let runtime = multi_thread();
        let requests = (0..1000).map(|n| {
            let (app, limit) = (app.clone(), limit.clone());
            runtime.spawn(async move {
                let permit = limit.enter().await;
                permit.scope(app.acall(n)).await
            })
        });
        for (n, request) in (0..).zip(requests.collect::<Vec<_>>()) {
            assert_eq!(runtime.block_on(request).unwrap(), n);
        }
        assert_eq!(limit.in_flight(), 0);
        drop((app, runtime));
        assert!(most.iter().all(|jobs| jobs <= LIMIT));
    });
}

#[test]
fn a_permit_comes_back_with_the_answer() {
    let limit = Limit::new(1);
    let app = echo(Mode::Sync);
    current_thread().block_on(async {
        let mut request = std::pin::pin!(limit.try_enter().unwrap().scope(app.acall(1)));
        assert_eq!(limit.in_flight(), 1);
        assert_eq!((&mut request).await, 1);
        // Although the future is still there.
        assert_eq!(limit.in_flight(), 0);
    });
}

#[test]
fn jobs_are_done_in_the_order_in_which_they_came() {
    with_watchdog("an order", || {
        let gate = Gate::default();
        let pool = pool(1);
        let held = in_pool(&pool, gate.view());
        let order = Arc::new(Mutex::new(Vec::new()));
        let note = Arc::clone(&order);
        let view = numbers().view(move |n: u64| {
            note.lock().unwrap().push(n);
            n
        });
        let app = in_pool(&pool, view.boxed());
        let limit = Limit::new(2);
        current_thread().block_on(async {
            let held = tokio::spawn(async move { held.acall(0).await });
            while pool.busy() < 1 {
                tokio::task::yield_now().await;
            }
            let requests = (0..20).map(|n| app.acall(n));
            let behind_a_limit = (20..40).map(|n| {
                let (app, limit) = (app.clone(), limit.clone());
                async move { limit.enter().await.scope(app.acall(n)).await }
            });
            let all = async {
                let open = async {
                    tokio::task::yield_now().await;
                    gate.open();
                };
                futures::join!(
                    futures::future::join_all(requests),
                    futures::future::join_all(behind_a_limit),
                    open,
                )
            };
            futures::join!(all, held).1.unwrap();
        });
        assert_eq!(*order.lock().unwrap(), (0..40).collect::<Vec<_>>());
    });
}

/// A stack that no system has room for: it refuses the thread.
const NO_STACK: usize = 1 << 60;

#[test]
fn a_pool_that_the_system_refuses_its_first_thread_is_a_panic_that_says_so() {
    let pool = Pool::builder().stack_size(NO_STACK).build().unwrap();
    let app = in_pool(&pool, echo(Mode::Sync));
    let refused = std::panic::AssertUnwindSafe(move || current_thread().block_on(app.acall(1)));
    let payload = with_watchdog("a refused thread", || {
        std::panic::catch_unwind(refused).expect_err("there is no thread")
    });
    let text = payload.downcast_ref::<String>().unwrap();
    assert!(text.starts_with("the system refuses the pool its first thread: "), "{text}");
    assert_eq!((pool.busy(), pool.waiting(), pool.hops()), (0, 0, 0));
}

/// It is dropped before its caller gets the panic: a second one while that unwinds would end the process.
#[test]
fn what_a_refused_request_has_with_it_may_panic_when_it_is_dropped() {
    /// Panics when it is dropped.
    struct Panics;

    impl Drop for Panics {
        fn drop(&mut self) {
            panic!("in a `Drop`");
        }
    }

    let pool = Pool::builder().stack_size(NO_STACK).build().unwrap();
    let carry = || {
        let panics = Panics;
        move |job: &mut dyn FnMut()| {
            job();
            let _ = &panics;
        }
    };
    let hops = Offload::new().pool(&pool).propagate(carry);
    let app = Chain::<Panics, ()>::new().with(hops).view(drop::<Panics>);
    let refused =
        std::panic::AssertUnwindSafe(move || current_thread().block_on(app.acall(Panics)));
    let payload = with_watchdog("a refused thread", || {
        std::panic::catch_unwind(refused).expect_err("there is no thread")
    });
    let text = payload.downcast_ref::<String>().unwrap();
    assert!(text.starts_with("the system refuses the pool its first thread: "), "{text}");
}

#[test]
fn what_may_use_a_free_thread_does_without_one_that_the_system_refuses() {
    let pool = Pool::builder().stack_size(NO_STACK).build().unwrap();
    let inside = alternating(3, Mode::Async, echo(Mode::Sync));
    let app = numbers().with(Offload::new().pool(&pool).interruptible()).view(inside);
    assert_eq!(with_watchdog("a refused thread", move || app.call(1)), 4);
    assert_eq!((pool.busy(), pool.waiting(), pool.hops()), (0, 0, 0));
}

/// A run of neighbouring sync layers stays on one thread and may keep what is not `Send`: this compiles, and the
/// value is there after the call of the next handler.
#[test]
fn a_run_of_sync_layers_may_keep_locals_that_are_not_send() {
    use middleware_core::{GetResponse, middleware};

    #[middleware]
    fn keep<G>(request: u64, get_response: &GetResponse<G>) -> u64 {
        let kept = std::rc::Rc::new(thread::current().id());
        let response = get_response.call(request);
        assert_eq!(*kept, thread::current().id());
        response + 1
    }

    let app = Chain::<u64, u64>::new().with(keep()).with(keep()).with(keep()).view(|n: u64| n);
    let app = Chain::<u64, u64>::new().with(keep()).view(app);
    assert_eq!(app.call(1), 5);
    assert_eq!(current_thread().block_on(app.acall(1)), 5);
}

#[test]
fn as_many_requests_run_in_parallel_as_the_pool_has_threads() {
    let threads = thread::available_parallelism().map_or(4, NonZero::get).max(4);
    with_watchdog("a barrier", move || {
        let barrier = Arc::new(Barrier::new(threads));
        let view = numbers().view(move |n: u64| {
            barrier.wait();
            n
        });
        let app = in_pool(&pool(threads), view.boxed());
        let requests = (0..threads as u64).map(|n| app.acall(n));
        current_thread().block_on(futures::future::join_all(requests));
    });
}
