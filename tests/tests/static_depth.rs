//! Static chains reach the depths that the documentation of `Chain` states, under the default recursion limit.
//!
//! They are alone in their crate: what the compiler has proved once it remembers, for any chain with the same inner
//! part, and then goes deeper than it would for a user.

use std::time::Duration;

use middleware_core::{AsyncCall, GetResponse, Outcome, middleware};
use middleware_tests::{
    deep::{Add, Hooked, add, async_view, view},
    drive::multi_thread,
    numbers::{AsyncAdd, SyncAdd, numbers},
    with_8, with_16,
};
use tokio::time::timeout;

/// Adds one by hooks.
#[middleware]
struct Hooks<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Hooks<G> {
    fn process_request(&self, request: &mut u64) {
        *request += 1;
    }

    fn process_response(&self, _response: &u64) {}
}

/// Is told how its request ended.
#[middleware]
struct Told<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Told<G> {
    fn process_request(&self, request: &mut u64) {
        *request += 1;
    }

    fn process_outcome(&self, _outcome: Outcome<'_, u64>) {}
}

#[middleware(span)]
async fn spanned<G>(request: u64, get_response: &GetResponse<G>) -> u64 {
    get_response.acall(request + 1).await
}

/// The future of the next handler is in another one.
#[middleware]
async fn limited<G>(request: u64, get_response: &GetResponse<G>) -> u64 {
    timeout(Duration::from_mins(1), get_response.acall(request + 1)).await.unwrap_or_default()
}

/// The future of the next handler is in that of a function.
#[middleware]
async fn helped<G>(request: u64, get_response: &GetResponse<G>) -> u64 {
    help(request + 1, get_response).await
}

async fn help<H>(request: u64, get_response: &GetResponse<H>) -> u64
where
    H: AsyncCall<u64, Response = u64>,
{
    get_response.acall(request).await
}

macro_rules! with_32 {
    ($layer:expr) => {
        with_16!(with_16!(numbers(), $layer, $layer), $layer, $layer)
    };
}

macro_rules! with_20 {
    ($layer:expr) => {
        with_4!(with_16!(numbers(), $layer, $layer), $layer)
    };
}

macro_rules! with_4 {
    ($chain:expr, $layer:expr) => {
        $chain.with($layer).with($layer).with($layer).with($layer)
    };
}

/// In a function that is generic in the handler, in a task.
async fn spawned<H: AsyncCall<u64, Response = u64>>(app: GetResponse<H>) -> u64 {
    tokio::spawn(async move { app.acall(0).await }).await.unwrap()
}

fn run<H: AsyncCall<u64, Response = u64>>(app: GetResponse<H>) -> u64 {
    multi_thread().block_on(spawned(app))
}

/// Where the compiler has to find in the layers' types whether a task is `Send`.
macro_rules! spelled_out {
    ($app:expr) => {{
        let app = $app;
        multi_thread()
            .block_on(async { tokio::spawn(async move { app.acall(0).await }).await.unwrap() })
    }};
}

#[test]
fn where_the_handler_is_a_type_parameter() {
    assert_eq!(run(with_8!(with_32!(SyncAdd::layer()), add(), Add::layer()).view(view)), 40);
    assert_eq!(run(with_4!(with_32!(Hooks::layer()), Hooks::layer()).view(async_view)), 36);
    assert_eq!(run(with_20!(Hooked::layer()).view(async_view)), 20);
    assert_eq!(run(with_20!(AsyncAdd::layer()).view(async_view)), 20);
    let in_futures = with_8!(with_4!(numbers(), limited()), limited(), Told::layer());
    let in_futures = in_futures.with(limited()).with(Told::layer()).with(limited());
    assert_eq!(run(in_futures.view(async_view)), 15);
    assert_eq!(
        run(with_8!(with_4!(numbers(), spanned()), spanned(), spanned()).view(async_view)),
        12
    );
    assert_eq!(run(with_8!(with_4!(numbers(), helped()), helped(), helped()).view(async_view)), 12);
    let alternating = with_16!(numbers(), SyncAdd::layer(), AsyncAdd::layer());
    let alternating = with_8!(alternating, SyncAdd::layer(), AsyncAdd::layer());
    assert_eq!(run(with_4!(alternating, AsyncAdd::layer()).view(view)), 28);
}

#[test]
fn where_the_chain_is_spelled_out() {
    assert_eq!(spelled_out!(with_4!(with_32!(SyncAdd::layer()), add()).view(view)), 36);
    assert_eq!(
        spelled_out!(with_4!(with_32!(Hooks::layer()), Hooks::layer()).view(async_view)),
        36
    );
    assert_eq!(spelled_out!(with_20!(AsyncAdd::layer()).view(async_view)), 20);
    let optional = || Some(AsyncAdd::layer());
    let optional = with_8!(with_4!(numbers(), optional()), optional(), optional());
    assert_eq!(spelled_out!(optional.view(async_view)), 12);
}
