//! Inside of another chain.

use std::{
    pin::Pin,
    sync::{Arc, mpsc},
};

use middleware_core::{Chain, GetResponse, middleware};
use middleware_tests::drive::{current_thread, multi_thread};
use tokio::{
    runtime::{Handle, Runtime},
    task::LocalSet,
};

use super::{Seen, acall, answers, call};

// Inside another chain, on both sides of its bridge.

/// Sync code of a chain that was called from async code: it runs on a thread of the pool.
fn in_sync_code_of_a_chain(runtime: &Runtime, job: fn() -> Seen) -> Seen {
    let outer = Chain::<(), Seen>::new().view(move |()| job());
    runtime.block_on(outer.acall(()))
}

/// Async code of a chain that was called from sync code: that code's thread drives it.
fn in_async_code_of_a_chain(job: fn() -> Pin<Box<dyn Future<Output = Seen> + Send>>) -> Seen {
    Chain::<(), Seen>::new().view(move |()| job()).call(())
}

#[test]
fn call_inside_another_chain() {
    for runtime in [current_thread, multi_thread] {
        answers(move || in_sync_code_of_a_chain(&runtime(), call));
    }
    answers(|| in_async_code_of_a_chain(|| Box::pin(async { call() })));
}

#[test]
fn acall_inside_another_chain() {
    for runtime in [current_thread, multi_thread] {
        answers(move || {
            in_sync_code_of_a_chain(&runtime(), || Handle::current().block_on(acall()))
        });
        answers(move || in_sync_code_of_a_chain(&runtime(), || pollster::block_on(acall())));
    }
    answers(|| in_async_code_of_a_chain(acall));
}

// A runtime that sync code of a chain drives.

#[test]
fn acall_in_a_runtime_that_sync_code_of_a_chain_drives() {
    /// Sync code that waits for a task of the runtime that it is called from.
    fn wait_for_a_task(n: u32) -> u32 {
        let (send, answer) = mpsc::channel();
        tokio::spawn(async move { send.send(n + 1).unwrap() });
        answer.recv().unwrap()
    }
    let inside = || {
        let waits = Chain::<u32, u32>::new().view(wait_for_a_task);
        let mixed = Chain::<u32, u32>::new().with(SyncOnly::layer()).view(async |n: u32| n);
        async move {
            assert_eq!((waits.acall(1).await, mixed.acall(2).await), (2, 2));
            Seen::Answer
        }
    };
    for runtime in [current_thread, multi_thread] {
        // The runtime that the outer chain is called in is the one that its view drives.
        answers(move || {
            let runtime = Arc::new(runtime());
            let driven = Arc::clone(&runtime);
            let outer = Chain::<(), Seen>::new().view(move |()| driven.block_on(inside()));
            let outer = Chain::<(), Seen>::new().with(AsyncOnly::layer()).view(outer);
            let _context = runtime.enter();
            assert_eq!(outer.call(()), Seen::Answer);
            pollster::block_on(outer.acall(()))
        });
    }
    // In a `LocalSet` of its own, too.
    for runtime in [current_thread, multi_thread] {
        answers(move || {
            let outer = Chain::<(), Seen>::new()
                .view(move |()| Handle::current().block_on(LocalSet::new().run_until(inside())));
            runtime().block_on(outer.acall(()))
        });
    }
}

/// Sync only.
#[middleware]
#[derive(Debug)]
struct SyncOnly<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> SyncOnly<G> {
    fn call(&self, request: u32) -> u32 {
        self.get_response.call(request)
    }
}

/// Async only.
#[middleware]
#[derive(Debug)]
struct AsyncOnly<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> AsyncOnly<G> {
    async fn acall(&self, request: ()) -> Seen {
        self.get_response.acall(request).await
    }
}
