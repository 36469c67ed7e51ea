//! Static chains reach the depths that the documentation of `Chain` tells, under the default recursion limit.
//!
//! These have a file of their own: what the compiler has proved once it remembers, for any chain with the same
//! beginning, and then goes deeper than it would for a user.

use std::time::Duration;

use middleware_core::{AsyncCall, GetResponse, Outcome, middleware};
use middleware_tests::{
    deep::{Add, Hooked, add, async_view, view},
    drive::multi_thread,
    numbers::{AsyncAdd, SyncAdd, numbers},
    with_8, with_16, with_40,
};
use tokio::time::timeout;

/// Told how its request ended.
#[middleware]
#[derive(Debug)]
struct Told<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Told<G> {
    fn process_outcome(&self, _outcome: Outcome<'_, u64>) {}
}

#[middleware(span)]
async fn spanned<G>(request: u64, get_response: &GetResponse<G>) -> u64 {
    get_response.acall(request).await
}

/// The future of the inside lies in another one.
#[middleware]
async fn limited<G>(request: u64, get_response: &GetResponse<G>) -> u64 {
    timeout(Duration::from_mins(1), get_response.acall(request)).await.unwrap_or_default()
}

/// The future of the inside lies in that of a function.
#[middleware]
async fn helped<G>(request: u64, get_response: &GetResponse<G>) -> u64 {
    help(request, get_response).await
}

async fn help<H>(request: u64, get_response: &GetResponse<H>) -> u64
where
    H: AsyncCall<u64, Response = u64>,
{
    get_response.acall(request).await
}

/// 54 layers without an erase point.
macro_rules! with_54 {
    ($chain:expr, $layer:expr) => {
        with_8!(with_40!($chain, $layer, $layer), $layer, $layer)
            .with($layer)
            .with($layer)
            .with($layer)
            .with($layer)
            .with($layer)
            .with($layer)
    };
}

/// In a function that is generic in the handler, in a task.
async fn spawned<H: AsyncCall<u64, Response = u64>>(app: GetResponse<H>) -> u64 {
    tokio::spawn(async move { app.acall(0).await }).await.unwrap()
}

fn run<H: AsyncCall<u64, Response = u64>>(app: GetResponse<H>) -> u64 {
    multi_thread().block_on(spawned(app))
}

/// The depths of the table in the documentation of `Chain`.
#[test]
fn static_chains_reach_the_depths_that_are_documented() {
    assert_eq!(run(with_54!(numbers(), SyncAdd::layer()).view(view)), 54);
    assert_eq!(run(with_54!(numbers(), Add::layer()).view(view)), 54);
    assert_eq!(run(with_54!(numbers(), add).view(view)), 54);
    assert_eq!(run(with_54!(numbers(), Hooked::layer()).view(view)), 54);
    assert_eq!(run(with_54!(numbers(), Hooked::layer()).view(async_view)), 54);
    let with_34 = with_16!(numbers(), SyncAdd::layer(), AsyncAdd::layer());
    let with_34 = with_16!(with_34, SyncAdd::layer(), AsyncAdd::layer());
    let with_34 = with_34.with(SyncAdd::layer()).with(AsyncAdd::layer());
    assert_eq!(run(with_34.view(view)), 34);
    let with_20 = with_16!(numbers(), Add::layer(), Add::layer()).with(add).with(add).with(add);
    assert_eq!(run(with_20.with(add).view(async_view)), 20);
    let with_17 = with_16!(numbers(), limited, Told::layer()).with(limited);
    assert_eq!(run(with_17.view(async_view)), 0);
    let with_15 = with_8!(numbers(), spanned, spanned).with(spanned).with(spanned).with(spanned);
    let with_15 = with_15.with(spanned).with(spanned).with(spanned).with(spanned);
    assert_eq!(run(with_15.view(async_view)), 0);
    let with_12 = with_8!(numbers(), helped, helped).with(helped).with(helped);
    assert_eq!(run(with_12.with(helped).with(helped).view(async_view)), 0);
    let optional = || Some(AsyncAdd::layer());
    let with_15 = with_8!(numbers(), optional(), optional()).with(optional()).with(optional());
    let with_15 = with_15.with(optional()).with(optional()).with(optional()).with(optional());
    assert_eq!(run(with_15.with(optional()).view(async_view)), 15);
}

/// Where the compiler has to look up in the layers' types whether a task is `Send`.
#[test]
fn static_chains_that_are_spelled_out_reach_40_layers() {
    let hooked = with_40!(numbers(), Hooked::layer(), Hooked::layer()).view(async_view);
    let sync = with_40!(numbers(), SyncAdd::layer(), Add::layer()).view(view);
    multi_thread().block_on(async {
        assert_eq!(tokio::spawn(async move { hooked.acall(0).await }).await.unwrap(), 40);
        assert_eq!(tokio::spawn(async move { sync.acall(0).await }).await.unwrap(), 40);
    });
}
