//! Without the feature `tokio` there are no bridges, and purely sync and purely async chains work.
//!
//! Run with `cargo test -p middleware-core --no-default-features --features derive`.
#![cfg(all(feature = "derive", not(feature = "tokio")))]

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    task::{Context, Poll, Waker},
};

use middleware_core::{Chain, GetResponse, Mode, middleware};

/// Adds one, in either mode. A name and what it asks of its place need no registry.
#[middleware(name = "shop.Add", outside_of = "SyncAdd")]
#[derive(Debug)]
struct Add<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Add<G> {
    fn call(&self, request: u32) -> u32 {
        self.get_response.call(request) + 1
    }

    async fn acall(&self, request: u32) -> u32 {
        self.get_response.acall(request).await + 1
    }
}

/// Sync only.
#[middleware]
#[derive(Debug)]
struct SyncAdd<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> SyncAdd<G> {
    fn call(&self, request: u32) -> u32 {
        self.get_response.call(request) + 1
    }
}

/// Async only.
#[middleware]
#[derive(Debug)]
struct AsyncAdd<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> AsyncAdd<G> {
    async fn acall(&self, request: u32) -> u32 {
        self.get_response.acall(request).await + 1
    }
}

/// Both, by hooks.
#[middleware]
#[derive(Debug)]
struct AddByHook<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> AddByHook<G> {
    fn process_response(&self, response: &mut u32) {
        *response += 1;
    }
}

/// Both, translated.
#[middleware(both)]
fn add<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
    get_response.call(request) + 1
}

fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("nothing here waits"),
    }
}

#[test]
fn purely_sync_chains_work() {
    let chain = Chain::<u32, u32>::new().with(Add::layer()).with(AddByHook::layer()).with(add());
    let app = chain.with(SyncAdd::layer()).view(|n: u32| n);
    assert_eq!(app.call(0), 4);
    assert_eq!(app.mode(), Mode::Sync);
    assert_eq!(app.boxed().call(0), 4);
}

#[test]
fn purely_async_chains_work() {
    let chain = Chain::<u32, u32>::new().with(Add::layer()).with(AddByHook::layer()).with(add());
    let app = chain.with(AsyncAdd::layer()).view(async |n: u32| n);
    assert_eq!(ready(app.acall(0)), 4);
    assert_eq!(app.mode(), Mode::Async);
    assert_eq!(ready(app.boxed().acall(0)), 4);
}

#[test]
fn a_boxed_chain_that_would_need_a_bridge_says_so() {
    let sync_app = Chain::<u32, u32>::new().view(|n: u32| n).boxed();
    let async_app = Chain::<u32, u32>::new().view(async |n: u32| n).boxed();
    let calls: [&dyn Fn() -> u32; 2] = [&|| ready(sync_app.acall(0)), &|| async_app.call(0)];
    for call in calls {
        let payload = catch_unwind(AssertUnwindSafe(call)).expect_err("there is no bridge");
        let message = payload.downcast_ref::<&str>().unwrap();
        assert!(message.contains("enable the feature `tokio` of `middleware-core`"), "{message}");
    }
}
