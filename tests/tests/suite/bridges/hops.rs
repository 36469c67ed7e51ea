//! Which thread a request runs on.

use std::{
    sync::{Arc, Barrier},
    thread::{self, ThreadId},
};

use middleware_core::{Chain, GetResponse, Mode, middleware};
use middleware_tests::{
    drive::{current_thread, with_watchdog},
    step::suspend,
};

/// Layers that note their thread, of any kind.
#[middleware]
#[derive(Debug)]
struct SyncSpy<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> SyncSpy<G> {
    fn call(&self, mut seen: Vec<ThreadId>) -> Vec<ThreadId> {
        seen.push(thread::current().id());
        self.get_response.call(seen)
    }
}

#[middleware]
#[derive(Debug)]
struct AsyncSpy<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> AsyncSpy<G> {
    async fn acall(&self, mut seen: Vec<ThreadId>) -> Vec<ThreadId> {
        suspend().await;
        seen.push(thread::current().id());
        self.get_response.acall(seen).await
    }
}

fn spy(mut seen: Vec<ThreadId>) -> Vec<ThreadId> {
    seen.push(thread::current().id());
    seen
}

async fn async_spy(seen: Vec<ThreadId>) -> Vec<ThreadId> {
    suspend().await;
    spy(seen)
}

type Seen = Vec<ThreadId>;

#[test]
fn from_sync_code_everything_runs_on_the_callers_thread() {
    let app = Chain::<Seen, Seen>::new()
        .with(AsyncSpy::layer())
        .with(SyncSpy::layer())
        .with(AsyncSpy::layer())
        .with(SyncSpy::layer())
        .view(async_spy);
    assert_eq!(app.plan().hops(Mode::Sync), 0);
    assert_eq!(app.call(Vec::new()), [thread::current().id(); 5]);
}

#[test]
fn alternating_layers_take_one_hop() {
    let app = Chain::<Seen, Seen>::new()
        .with(SyncSpy::layer())
        .with(AsyncSpy::layer())
        .with(SyncSpy::layer())
        .with(AsyncSpy::layer())
        .view(spy);
    assert_eq!(app.plan().hops(Mode::Async), 1);
    let seen = current_thread().block_on(app.acall(Vec::new()));
    assert_ne!(seen[0], thread::current().id());
    assert_eq!(seen, [seen[0]; 5]);
}

/// Asks for many answers at once. Each is polled with a waker of its own, as `join_all` does with many.
#[middleware]
#[derive(Debug)]
struct AskOften<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> AskOften<G> {
    async fn acall(&self, seen: Seen) -> Seen {
        let answers = (0..100).map(|_| self.get_response.acall(seen.clone()));
        futures::future::join_all(answers).await.concat()
    }
}

#[test]
fn what_has_a_waker_of_its_own_takes_no_further_hop() {
    let app = Chain::<Seen, Seen>::new().with(SyncSpy::layer()).with(AskOften::layer()).view(spy);
    let seen = current_thread().block_on(app.acall(Vec::new()));
    assert_ne!(seen[0], thread::current().id());
    assert_eq!(seen, [seen[0]; 200]);
    let called = app.call(Vec::new());
    assert_eq!(called, [thread::current().id(); 200]);
}

#[test]
fn the_hop_is_taken_where_the_first_sync_layer_is() {
    let app = Chain::<Seen, Seen>::new()
        .with(AsyncSpy::layer())
        .with(SyncSpy::layer())
        .with(SyncSpy::layer())
        .view(async_spy);
    let seen = current_thread().block_on(app.acall(Vec::new()));
    assert_eq!(seen[0], thread::current().id());
    assert_ne!(seen[1], seen[0]);
    assert_eq!(seen[1..], [seen[1]; 3]);
}

#[test]
fn two_requests_in_sync_views_run_in_parallel() {
    let barrier = Arc::new(Barrier::new(2));
    let app = Chain::<(), ()>::new().view(move |()| {
        barrier.wait();
    });
    with_watchdog("two sync views at a barrier", move || {
        current_thread().block_on(async { futures::join!(app.acall(()), app.acall(())) });
    });
}
