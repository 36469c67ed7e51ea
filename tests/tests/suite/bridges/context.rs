//! The context of a hop besides spans: a `ContextPropagator`.

use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Waker},
};

use middleware_core::{
    Chain, Mode,
    bridge::{ContextPropagator, Offload, pool::count_hops},
};
use middleware_tests::{
    drive::{current_thread, multi_thread, pool},
    drive_everywhere,
    numbers::{Numbers, alternating, echo, numbers},
};

tokio::task_local! {
    static TASK: u32;
}

thread_local! {
    static THREAD: Cell<u32> = const { Cell::new(0) };
}

fn carry_task_local() -> impl ContextPropagator {
    || {
        let value = TASK.try_get();
        move |job: &mut dyn FnMut()| match value {
            Ok(value) => TASK.sync_scope(value, job),
            Err(_) => job(),
        }
    }
}

fn carry_thread_local() -> impl ContextPropagator {
    || {
        let value = THREAD.get();
        move |job: &mut dyn FnMut()| {
            let before = THREAD.replace(value);
            job();
            THREAD.set(before);
        }
    }
}

fn locals() -> (Option<u32>, u32) {
    (TASK.try_get().ok(), THREAD.get())
}

#[test]
fn what_a_carry_brings_is_there_after_the_hop() {
    let view = Chain::<(), (Option<u32>, u32)>::new().view(|()| locals());
    let hops = Offload::new().propagate(carry_task_local()).propagate(carry_thread_local());
    let app = Chain::<(), (Option<u32>, u32)>::new().with(hops).view(view);
    for runtime in [current_thread(), multi_thread()] {
        THREAD.set(2);
        assert_eq!(runtime.block_on(TASK.scope(1, app.acall(()))), (Some(1), 2));
        assert_eq!(runtime.block_on(app.acall(())), (None, 2));
        THREAD.set(0);
        // What one request brought is not there for the next one.
        assert_eq!(runtime.block_on(app.acall(())), (None, 0));
    }
}

#[test]
fn who_calls_a_chain_may_bring_things_too() {
    let app = Chain::<(), (Option<u32>, u32)>::new().view(|()| locals());
    let inner = Offload::new().propagate(carry_task_local());
    let outer = Offload::new().propagate(carry_thread_local());
    THREAD.set(2);
    let request = TASK.scope(1, outer.scope(count_hops(inner.scope(app.acall(())))));
    assert_eq!(current_thread().block_on(request), ((Some(1), 2), 1));
    THREAD.set(0);
}

#[test]
fn a_carry_that_does_not_run_its_job_is_a_panic() {
    let app = Chain::<(), ()>::new()
        .with(Offload::new().propagate(|| |_: &mut dyn FnMut()| ()))
        .view(|()| ());
    let payload = catch_unwind(AssertUnwindSafe(|| current_thread().block_on(app.acall(()))))
        .expect_err("the job was not run");
    let text = payload.downcast_ref::<&str>().unwrap();
    assert!(text.contains("a `ContextPropagator` did not run the job"), "{text}");
}

/// Without a hop there is nothing to carry, and it is not asked.
#[test]
fn sync_callers_carry_nothing() {
    let asked = Arc::new(Mutex::new(0));
    let count = Arc::clone(&asked);
    let hops = Offload::new().propagate(move || {
        *count.lock().unwrap() += 1;
        |job: &mut dyn FnMut()| job()
    });
    let app = Chain::<u32, u32>::new().with(hops).view(|n: u32| n);
    assert_eq!(app.call(7), 7);
    assert_eq!(*asked.lock().unwrap(), 0);
    let ways = drive_everywhere(&app, &7, |answer| answer);
    assert!(ways.iter().all(|(_, answer)| *answer == 7));
    let from_async = ways.iter().filter(|(way, _)| way.starts_with("async")).count();
    assert_eq!(*asked.lock().unwrap(), from_async);
    assert_eq!(app.plan().hops(Mode::Async), 1);
}

#[test]
fn a_panic_of_the_job_passes_a_carry_that_catches_it() {
    let catching = || {
        |job: &mut dyn FnMut()| {
            let _ = catch_unwind(AssertUnwindSafe(job));
        }
    };
    let view = |_: u32| -> u32 { std::panic::panic_any(42_u8) };
    let app = Chain::<u32, u32>::new().with(Offload::new().propagate(catching)).view(view);
    let payload = catch_unwind(AssertUnwindSafe(|| current_thread().block_on(app.acall(1))))
        .expect_err("the view panics");
    assert_eq!(payload.downcast_ref::<u8>(), Some(&42));
}

#[test]
fn a_carry_that_panics_takes_no_thread() {
    let panics = Arc::new(AtomicBool::new(true));
    let seen = Arc::clone(&panics);
    let carry = move || {
        assert!(!seen.load(Ordering::Relaxed), "nothing to carry");
        |job: &mut dyn FnMut()| job()
    };
    let pool = pool(1);
    let hops = Offload::new().pool(&pool).propagate(carry);
    let inside = alternating(1, Mode::Async, echo(Mode::Sync));
    for hops in [hops.clone(), hops.interruptible()] {
        let app = numbers().with(hops).view(inside.clone());
        let calls: [&dyn Fn() -> u64; 2] =
            [&|| app.call(1), &|| current_thread().block_on(app.acall(1))];
        for call in calls {
            panics.store(true, Ordering::Relaxed);
            // From sync code there is a hop only where it may be interrupted.
            let _ = catch_unwind(AssertUnwindSafe(call));
            assert_eq!((pool.busy(), pool.waiting()), (0, 0));
            panics.store(false, Ordering::Relaxed);
            assert_eq!(call(), 2);
        }
    }
    assert_eq!(pool.hops(), 3);
}

/// What a future drops when it is dropped itself may call chains, too.
#[test]
fn a_scope_holds_while_its_future_is_dropped() {
    /// Calls a chain when it is dropped.
    struct CallOnDrop(Numbers);

    impl Drop for CallOnDrop {
        fn drop(&mut self) {
            assert_eq!(futures::executor::block_on(self.0.acall(1)), 1);
        }
    }

    let pool = pool(1);
    let inside = echo(Mode::Sync);
    let app = Chain::<(), ()>::new().with(Offload::new().pool(&pool)).view(move |()| {
        let call_on_drop = CallOnDrop(inside.clone());
        async move {
            let _held = call_on_drop;
            std::future::pending::<()>().await;
        }
    });
    let mut request = Box::pin(app.acall(()));
    assert!(request.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    drop(request);
    assert_eq!(pool.hops(), 1);
}
