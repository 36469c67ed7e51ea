//! Jobs that wait behind others: short ones are drained, long ones get threads of their own.

use std::{
    sync::{Arc, Barrier},
    task::{Context, Wake, Waker},
    thread,
};

use middleware_core::{Mode, bridge::pool::Pool};
use middleware_tests::{
    drive::{current_thread, multi_thread, pool, with_watchdog},
    numbers::{echo, numbers},
};

use crate::bridges::gate::{Gate, in_pool};

/// Many more than there are processors: those beyond are brought on by what monitors.
#[test]
fn jobs_that_wait_for_fifty_others_to_begin_get_fifty_threads() {
    with_watchdog("a barrier of fifty", || {
        let barrier = Arc::new(Barrier::new(50));
        let view = numbers().view(move |n: u64| {
            barrier.wait();
            n
        });
        let pool = pool(64);
        let app = in_pool(&pool, view.boxed());
        let runtime = current_thread();
        // The second time the threads are there.
        for _ in 0..2 {
            let requests = (0..50).map(|n| app.acall(n));
            assert!(runtime.block_on(futures::future::join_all(requests)).into_iter().eq(0..50));
        }
        // One by one, from threads of their own.
        let requests: Vec<_> = (0..50)
            .map(|n| {
                let app = app.clone();
                thread::spawn(move || current_thread().block_on(app.acall(n)))
            })
            .collect();
        for (n, request) in (0..).zip(requests) {
            assert_eq!(request.join().unwrap(), n);
        }
        assert_eq!((pool.busy(), pool.waiting(), pool.hops()), (0, 0, 150));
    });
}

/// How few threads they take depends on how busy the machine is; the tests with loom count them without a clock.
#[test]
fn thousands_of_short_jobs_at_once_are_all_answered() {
    let pool = Pool::builder().threads(512).build().unwrap();
    let app = in_pool(&pool, echo(Mode::Sync).boxed());
    with_watchdog("a thousand at once, ten times", move || {
        for runtime in [current_thread(), multi_thread()] {
            for _ in 0..5 {
                let requests = (0..1000).map(|n| {
                    let app = app.clone();
                    runtime.spawn(async move { app.acall(n).await })
                });
                let requests: Vec<_> = requests.collect();
                for (n, request) in (0..).zip(requests) {
                    assert_eq!(runtime.block_on(request).unwrap(), n);
                }
            }
        }
    });
    assert_eq!(pool.hops(), 10_000);
}

#[test]
fn short_jobs_pass_by_long_ones() {
    with_watchdog("short jobs beside long ones", || {
        let gate = Gate::default();
        let pool = pool(16);
        let (long, short) = (in_pool(&pool, gate.view()), in_pool(&pool, echo(Mode::Sync)));
        let runtime = current_thread();
        runtime.block_on(async {
            let long: Vec<_> = (0..15)
                .map(|n| {
                    let long = long.clone();
                    tokio::spawn(async move { long.acall(n).await })
                })
                .collect();
            for n in 0..100 {
                assert_eq!(short.acall(n).await, n);
            }
            let many = (0..1000).map(|n| short.acall(n));
            assert!(futures::future::join_all(many).await.into_iter().eq(0..1000));
            while pool.busy() < 15 {
                tokio::task::yield_now().await;
            }
            gate.open();
            for (n, long) in (0..).zip(long) {
                assert_eq!(long.await.unwrap(), n);
            }
        });
    });
}

/// What wakes the caller runs on the pool's thread. Should it block, others come for the jobs that wait.
#[test]
fn wakers_that_block_hold_up_nobody_else() {
    struct Block(Gate);

    impl Wake for Block {
        fn wake(self: Arc<Self>) {
            let (is_open, opened) = &*self.0.0;
            drop(opened.wait_while(is_open.lock().unwrap(), |is_open| !*is_open).unwrap());
        }
    }

    with_watchdog("wakers that block", || {
        let gate = Gate::default();
        let held = Gate::default();
        let pool = pool(8);
        let (slow, app) = (in_pool(&pool, held.view()), in_pool(&pool, echo(Mode::Sync)));
        let waker = Waker::from(Arc::new(Block(gate.clone())));
        let mut context = Context::from_waker(&waker);
        let mut requests: Vec<_> = (0..7).map(|n| Box::pin(slow.acall(n))).collect();
        for request in &mut requests {
            assert!(request.as_mut().poll(&mut context).is_pending());
        }
        held.open();
        while pool.busy() + pool.waiting() > 0 {
            thread::yield_now();
        }
        let runtime = current_thread();
        let many = (0..1000).map(|n| app.acall(n));
        assert!(runtime.block_on(futures::future::join_all(many)).into_iter().eq(0..1000));
        gate.open();
        for (n, request) in (0..).zip(requests) {
            assert_eq!(runtime.block_on(request), n);
        }
    });
}
