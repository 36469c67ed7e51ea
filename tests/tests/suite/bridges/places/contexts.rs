//! Other executors, and runtimes that were entered.

use std::{sync::mpsc, thread, time::Duration};

use async_executor::Executor;
use middleware_core::{BoxHandler, Chain, GetResponse};
use middleware_tests::drive::{current_thread, multi_thread};
use tokio::runtime::Handle;

use super::{CURRENT_THREAD, LOCAL_SET, Seen, acall, answers, call, call_it, call_ready, refuses};

// Other executors.

/// In a task of smol's executor.
pub(super) fn in_smol<T: Send + 'static>(future: impl Future<Output = T> + Send + 'static) -> T {
    let executor = Executor::new();
    pollster::block_on(executor.run(executor.spawn(future)))
}

#[test]
fn call_from_other_executors() {
    answers(|| futures::executor::block_on(async { call() }));
    answers(|| pollster::block_on(async { call() }));
    answers(|| in_smol(async { call() }));
}

#[test]
fn acall_from_other_executors() {
    answers(|| futures::executor::block_on(acall()));
    answers(|| pollster::block_on(acall()));
    answers(|| in_smol(acall()));
    // Sync code gets the embedded runtime's context.
    let app = Chain::<(), bool>::new().view(|()| Handle::try_current().is_ok());
    assert!(in_smol(async move { app.acall(()).await }));
}

// A runtime that was entered, and that another thread drives, or nobody.

#[test]
fn call_in_the_context_of_a_runtime() {
    answers(|| {
        let runtime = multi_thread();
        let _context = runtime.enter();
        call()
    });
    // Another thread drives it.
    answers(|| {
        let runtime = current_thread();
        let handle = runtime.handle().clone();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let driver = thread::spawn(move || runtime.block_on(stopped));
        let seen = {
            let _context = handle.enter();
            call()
        };
        stop.send(()).unwrap();
        driver.join().unwrap().unwrap();
        seen
    });
    // Nobody drives it: what needs no timer, socket or task of it is answered.
    answers(|| {
        let runtime = current_thread();
        let _context = runtime.enter();
        call_ready()
    });
    // What does waits until somebody drives it.
    answers(|| driven_once_it_waits(|app| call_it(&app)));
}

/// In the context of a current-thread runtime, which another thread drives as soon as a timer is waited for: calls
/// a chain that waits for one.
fn driven_once_it_waits(call: fn(GetResponse<BoxHandler<u32, u32>>) -> Seen) -> Seen {
    let runtime = current_thread();
    let handle = runtime.handle().clone();
    let (begin, has_begun) = mpsc::channel();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let driver = thread::spawn(move || {
        has_begun.recv().unwrap();
        runtime.block_on(stopped)
    });
    let app = Chain::<u32, u32>::new().view(move |n: u32| {
        let begin = begin.clone();
        async move {
            begin.send(()).unwrap();
            tokio::time::sleep(Duration::from_millis(1)).await;
            n + 1
        }
    });
    let seen = {
        let _context = handle.enter();
        call(app.boxed())
    };
    stop.send(()).unwrap();
    driver.join().unwrap().unwrap();
    seen
}

#[test]
fn acall_in_the_context_of_a_runtime() {
    for runtime in [current_thread, multi_thread] {
        answers(move || {
            let runtime = runtime();
            let _context = runtime.enter();
            pollster::block_on(acall())
        });
    }
    // Async code inside the sync code waits for a timer of a runtime that nobody drives, until somebody does.
    answers(|| {
        driven_once_it_waits(|inside| {
            let app = Chain::<u32, u32>::new().view(move |n: u32| inside.call(n));
            assert_eq!(pollster::block_on(app.acall(1)), 2);
            Seen::Answer
        })
    });
}

// One runtime driven, and another one entered.

#[test]
fn call_where_one_runtime_is_driven_and_another_one_entered() {
    refuses(
        || {
            let other = multi_thread();
            current_thread().block_on(async {
                let _context = other.enter();
                call()
            })
        },
        LOCAL_SET,
    );
    // A worker cannot be distinguished from a thread that drives the runtime that it has entered.
    refuses(
        || {
            let other = current_thread();
            multi_thread().block_on(async {
                let handle = other.handle().clone();
                let task = async move {
                    let _context = handle.enter();
                    call_ready()
                };
                tokio::spawn(task).await.unwrap()
            })
        },
        CURRENT_THREAD,
    );
    answers(|| {
        let other = multi_thread();
        current_thread().block_on(async {
            let _context = other.enter();
            acall().await
        })
    });
    answers(|| {
        let other = current_thread();
        let handle = other.handle().clone();
        let polled = std::future::poll_fn({
            let mut request = acall();
            move |context| {
                let _context = handle.enter();
                request.as_mut().poll(context)
            }
        });
        multi_thread().block_on(async { tokio::spawn(polled).await.unwrap() })
    });
    answers(|| {
        let other = current_thread();
        // The root of a multi-thread runtime is none of its workers, so nothing stands still.
        multi_thread().block_on(async {
            let _context = other.enter();
            call_ready()
        })
    });
}
