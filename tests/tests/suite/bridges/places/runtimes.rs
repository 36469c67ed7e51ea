//! Inside of a runtime, and on a plain thread.

use middleware_core::bridge;
use middleware_tests::drive::{current_thread, multi_thread};
use tokio::{
    runtime::{Handle, Runtime},
    task::{LocalSet, block_in_place},
};

use super::{CURRENT_THREAD, LOCAL_SET, Seen, acall, answers, call, refuses};

// A plain thread.

#[test]
fn call_on_a_plain_thread() {
    answers(call);
}

#[test]
fn acall_on_a_plain_thread() {
    answers(|| futures::executor::block_on(acall()));
    answers(|| pollster::block_on(acall()));
    answers(|| bridge::block_on(acall()));
}

// A current-thread runtime.

#[test]
fn call_in_a_current_thread_runtime() {
    refuses(|| current_thread().block_on(async { call() }), CURRENT_THREAD);
    refuses(
        || current_thread().block_on(async { tokio::spawn(async { call() }).await.unwrap() }),
        CURRENT_THREAD,
    );
}

#[test]
fn acall_in_a_current_thread_runtime() {
    answers(|| current_thread().block_on(acall()));
    answers(|| current_thread().block_on(async { tokio::spawn(acall()).await.unwrap() }));
}

// A multi-thread runtime.

#[test]
fn call_in_the_root_of_a_multi_thread_runtime() {
    answers(|| multi_thread().block_on(async { call() }));
}

#[test]
fn acall_in_the_root_of_a_multi_thread_runtime() {
    answers(|| multi_thread().block_on(acall()));
}

#[test]
fn call_in_a_task_of_a_multi_thread_runtime() {
    answers(|| multi_thread().block_on(async { tokio::spawn(async { call() }).await.unwrap() }));
    let one_worker = || {
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
    };
    answers(move || one_worker().block_on(async { tokio::spawn(async { call() }).await.unwrap() }));
}

/// As many tasks at once as the runtime has blocking threads, which take over what the workers leave.
#[test]
fn call_in_many_tasks_of_a_multi_thread_runtime() {
    answers(|| {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .max_blocking_threads(20)
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let tasks: Vec<_> = (0..20).map(|_| tokio::spawn(async { call() })).collect();
            for task in tasks {
                assert_eq!(task.await.unwrap(), Seen::Answer);
            }
        });
        Seen::Answer
    });
}

#[test]
fn acall_in_a_task_of_a_multi_thread_runtime() {
    answers(|| multi_thread().block_on(async { tokio::spawn(acall()).await.unwrap() }));
}

// A `LocalSet`.

#[test]
fn call_in_a_local_set() {
    let in_task = |runtime: &Runtime| {
        let set = LocalSet::new();
        set.block_on(runtime, async { tokio::task::spawn_local(async { call() }).await.unwrap() })
    };
    refuses(|| LocalSet::new().block_on(&current_thread(), async { call() }), CURRENT_THREAD);
    refuses(move || in_task(&current_thread()), CURRENT_THREAD);
    refuses(|| LocalSet::new().block_on(&multi_thread(), async { call() }), LOCAL_SET);
    refuses(move || in_task(&multi_thread()), LOCAL_SET);
    // On a blocking thread.
    for runtime in [current_thread, multi_thread] {
        refuses(
            move || {
                let in_set =
                    || Handle::current().block_on(LocalSet::new().run_until(async { call() }));
                runtime().block_on(async { tokio::task::spawn_blocking(in_set).await.unwrap() })
            },
            LOCAL_SET,
        );
    }
}

#[test]
fn acall_in_a_local_set() {
    for runtime in [current_thread, multi_thread] {
        answers(move || LocalSet::new().block_on(&runtime(), acall()));
        answers(move || {
            let set = LocalSet::new();
            set.block_on(&runtime(), async { tokio::task::spawn_local(acall()).await.unwrap() })
        });
    }
}

// Inside `spawn_blocking`.

#[test]
fn call_inside_spawn_blocking() {
    for runtime in [current_thread, multi_thread] {
        answers(move || {
            runtime().block_on(async { tokio::task::spawn_blocking(call).await.unwrap() })
        });
    }
}

#[test]
fn acall_inside_spawn_blocking() {
    for runtime in [current_thread, multi_thread] {
        answers(move || {
            runtime().block_on(async {
                tokio::task::spawn_blocking(|| Handle::current().block_on(acall())).await.unwrap()
            })
        });
    }
}

// Inside `block_in_place`.

#[test]
fn call_inside_block_in_place() {
    answers(|| multi_thread().block_on(async { block_in_place(call) }));
    answers(|| {
        multi_thread()
            .block_on(async { tokio::spawn(async { block_in_place(call) }).await.unwrap() })
    });
}

#[test]
fn acall_inside_block_in_place() {
    answers(|| {
        multi_thread().block_on(async {
            tokio::spawn(async { block_in_place(|| Handle::current().block_on(acall())) })
                .await
                .unwrap()
        })
    });
}
