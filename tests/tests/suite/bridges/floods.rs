//! Thousands of requests at once through small pools: all finish, and none hops more often than planned.

use std::time::Duration;

use middleware_core::{
    Chain, GetResponse, Layer, Mode,
    bridge::{
        Offload,
        pool::{Pool, count_hops},
    },
    middleware,
};
use middleware_tests::{
    drive::{TestRuntime, pool, runtimes, with_watchdog},
    numbers::{AsyncAdd, Numbers, SyncAdd, alternating, echo, numbers},
    size,
};

use crate::bridges::gate::in_pool;

/// Of each chain.
fn requests() -> u64 {
    size(1_000, 20_000)
}

/// Sends all requests at once. Each is answered with itself plus `adds`.
fn flood(
    what: &str,
    runtime: TestRuntime,
    app: Numbers,
    adds: u64,
    is_hops: fn(usize, usize) -> bool,
) {
    let planned = app.plan().hops(Mode::Async);
    with_watchdog(what, move || {
        runtime.block_on(async {
            let requests = (0..requests()).map(|n| {
                let app = app.clone();
                tokio::spawn(async move { count_hops(app.acall(n)).await })
            });
            let requests: Vec<_> = requests.collect();
            for (n, request) in (0..).zip(requests) {
                let (response, hops) = request.await.unwrap();
                assert_eq!(response, n + adds);
                assert!(is_hops(hops, planned), "{hops} hops instead of {planned}");
            }
        });
    });
}

fn exactly(hops: usize, planned: usize) -> bool {
    hops == planned && hops <= 1
}

/// Chains of every depth from 3 to 12, beginning and ending in either mode, with so many threads in the pool and
/// in the runtime's own.
fn flood_alternating(threads: usize) {
    for depth in 3..=12 {
        let outermost = if depth % 2 == 0 { Mode::Sync } else { Mode::Async };
        for view in [Mode::Sync, Mode::Async] {
            for (name, runtime) in runtimes(threads) {
                let pool = pool(threads);
                let app = in_pool(&pool, alternating(depth, outermost, echo(view)));
                let what = format!(
                    "{depth} layers around a view of mode {view}; {threads} threads; {name}"
                );
                flood(&what, runtime, app, depth as u64, exactly);
                assert_eq!(pool.hops(), requests(), "{what}");
                assert_eq!((pool.busy(), pool.waiting()), (0, 0), "{what}");
            }
        }
    }
}

#[test]
fn one_thread_serves_any_number_of_alternating_layers() {
    flood_alternating(1);
}

#[test]
fn two_threads_serve_any_number_of_alternating_layers() {
    flood_alternating(2);
}

#[test]
fn four_threads_serve_any_number_of_alternating_layers() {
    flood_alternating(4);
}

/// Waits for the runtime's own blocking threads, in files; every hundredth time for a timer.
async fn wait(n: u64) {
    if n.is_multiple_of(100) {
        tokio::time::sleep(Duration::from_millis(1)).await;
    } else {
        tokio::fs::metadata(".").await.unwrap();
    }
}

/// Async only, and waits for the blocking threads of its runtime.
#[middleware]
#[derive(Debug)]
struct Wait<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Wait<G> {
    async fn acall(&self, request: u64) -> u64 {
        wait(request).await;
        self.get_response.acall(request).await + 1
    }
}

async fn view(n: u64) -> u64 {
    wait(n).await;
    tokio::task::spawn_blocking(move || n).await.unwrap()
}

/// Sync, and blocks on what waits for the blocking threads of its runtime.
fn sync_view(n: u64) -> u64 {
    middleware_core::bridge::block_on(view(n))
}

#[test]
fn views_and_layers_may_wait_for_the_blocking_threads_of_their_runtime() {
    for threads in [1, 2, 4] {
        for is_sync in [true, false] {
            for (name, runtime) in runtimes(threads) {
                let view = if is_sync {
                    numbers().view(sync_view).boxed()
                } else {
                    numbers().view(view).boxed()
                };
                let inside = SyncAdd::layer().wrap(Wait::layer().wrap(view)).boxed();
                let app = in_pool(
                    &pool(threads),
                    Wait::layer().wrap(AsyncAdd::layer().wrap(inside)).boxed(),
                );
                let what = format!("a sync view: {is_sync}; {threads} threads; {name}");
                flood(&what, runtime, app, 4, exactly);
            }
        }
    }
}

#[test]
fn what_may_be_interrupted_finishes_too() {
    for threads in [1, 2, 4] {
        for (name, runtime) in runtimes(threads) {
            let inside = alternating(6, Mode::Sync, echo(Mode::Sync));
            let app = Chain::<u64, u64>::new().with(Offload::new().interruptible()).view(inside);
            let pool = pool(threads);
            let what = format!("interruptible; {threads} threads; {name}");
            // Each of the four runs of sync code is a hop at most.
            flood(&what, runtime, in_pool(&pool, app.boxed()), 6, |hops, _| {
                (1..=4).contains(&hops)
            });
            assert_eq!((pool.busy(), pool.waiting()), (0, 0), "{what}");
        }
    }
}

/// A pool whose threads end as soon as they have nothing to do, so they come and go all the time; and requests of
/// which every third is dropped on its way.
#[test]
fn threads_that_come_and_go_lose_no_request() {
    for threads in [1, 2, 4] {
        for keep_alive in [Duration::ZERO, Duration::from_micros(50)] {
            let pool = Pool::builder().threads(threads).keep_alive(keep_alive).build().unwrap();
            let inside = in_pool(&pool, alternating(4, Mode::Async, echo(Mode::Sync)));
            let app = numbers().with(Offload::new().interruptible()).view(inside).boxed();
            for (name, runtime) in runtimes(1) {
                let app = app.clone();
                let what = format!("{threads} threads that stay for {keep_alive:?}; {name}");
                with_watchdog(&what, move || {
                    runtime.block_on(async {
                        // In batches, between which the threads run out of work.
                        for _ in 0..50 {
                            let requests: Vec<_> = (0..60)
                                .map(|n| {
                                    let app = app.clone();
                                    tokio::spawn(async move { app.acall(n).await })
                                })
                                .collect();
                            tokio::task::yield_now().await;
                            for (n, request) in (0..).zip(requests) {
                                if n % 3 == 0 {
                                    request.abort();
                                }
                                match request.await {
                                    Ok(response) => assert_eq!(response, n + 4),
                                    Err(error) => assert!(error.is_cancelled() && n % 3 == 0),
                                }
                            }
                        }
                    });
                });
            }
            // What was dropped while it ran goes on to its end.
            with_watchdog("what is left", {
                let pool = pool.clone();
                move || {
                    while pool.busy() + pool.waiting() > 0 {
                        std::thread::yield_now();
                    }
                }
            });
        }
    }
}
