//! A static chain is free: no allocation a request, and a future no larger than a hand-written one.

use std::{
    future::poll_fn,
    ops::ControlFlow,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll, Waker},
};

use allocation_counter::measure;
use middleware_core::{AsyncCall, BoxHandler, Chain, GetResponse, Outcome, middleware};
use middleware_tests::step::suspend;

/// Adds its amount on the way in and one on the way out.
#[middleware]
#[derive(Debug)]
struct Add<G> {
    get_response: GetResponse<G>,
    amount: u64,
}

#[middleware]
impl<G> Add<G> {
    fn call(&self, request: u64) -> u64 {
        self.get_response.call(request + self.amount) + 1
    }

    async fn acall(&self, request: u64) -> u64 {
        self.get_response.acall(request + self.amount).await + 1
    }
}

/// The same with hooks.
#[middleware]
#[derive(Debug)]
struct AddByHooks<G> {
    get_response: GetResponse<G>,
    amount: u64,
}

#[middleware]
impl<G> AddByHooks<G> {
    fn process_request(&self, request: &mut u64) {
        *request += self.amount;
    }

    fn process_response(&self, response: &mut u64) {
        *response += 1;
    }
}

/// The same, told the outcome.
#[middleware]
#[derive(Debug)]
struct AddAndTell<G> {
    get_response: GetResponse<G>,
    amount: u64,
}

#[middleware]
impl<G> AddAndTell<G> {
    fn process_request(&self, request: &mut u64) -> u64 {
        *request += self.amount;
        *request
    }

    fn process_response(&self, response: &mut u64, _: u64) {
        *response += 1;
    }

    fn process_outcome(&self, outcome: Outcome<'_, u64>, request: Option<u64>) {
        assert!(matches!((outcome, request), (Outcome::Response(_) | Outcome::Dropped, Some(_))));
    }
}

fn view(request: u64) -> u64 {
    request
}

async fn async_view(request: u64) -> u64 {
    suspend().await;
    request
}

/// A chain with a layer for each of its arguments.
macro_rules! chain {
    ($($amount:literal)*) => {
        Chain::<u64, u64>::new()$(.with(Add::layer($amount)))*
    };
}

macro_rules! chain_of_10 {
    () => {
        chain!(1 1 1 1 1 1 1 1 1 1)
    };
}

macro_rules! chain_of_20 {
    () => {
        chain!(1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1)
    };
}

/// The same of layers with hooks.
macro_rules! chain_of_hooks {
    ($($amount:literal)*) => {
        Chain::<u64, u64>::new()$(.with(AddByHooks::layer($amount)))*
    };
}

macro_rules! chain_of_36_hooks {
    () => {
        chain_of_hooks!(
            1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1
            1 1 1 1 1 1
        )
    };
}

/// The same of layers that get the outcome.
macro_rules! chain_of_told {
    ($($amount:literal)*) => {
        Chain::<u64, u64>::new()$(.with(AddAndTell::layer($amount)))*
    };
}

macro_rules! chain_of_17_told {
    () => {
        chain_of_told!(1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1)
    };
}

/// The same as a chain of `Add`s, by hand: each layer is an `async fn` with its setting behind a
/// reference, and calls the next one.
mod by_hand {
    use super::async_view;

    macro_rules! nest {
        ($($name:ident calls $inside:ident;)*) => {
            $(pub(super) async fn $name(amounts: &[u64; 10], request: u64) -> u64 {
                $inside(amounts, request + amounts[0]).await + 1
            })*
        };
    }

    pub(super) async fn depth_1(amounts: &[u64; 10], request: u64) -> u64 {
        async_view(request + amounts[0]).await + 1
    }

    nest! {
        depth_2 calls depth_1;
        depth_3 calls depth_2;
        depth_4 calls depth_3;
        depth_5 calls depth_4;
        depth_6 calls depth_5;
        depth_7 calls depth_6;
        depth_8 calls depth_7;
        depth_9 calls depth_8;
        depth_10 calls depth_9;
    }
}

/// Polls a future on this thread until it is ready.
fn complete<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}

#[test]
fn the_counter_counts() {
    assert_eq!(measure(|| drop(Box::new(1))).count_total, 1);
}

macro_rules! assert_no_allocation {
    ($depth:literal, $chain:expr) => {{
        let sync_app = $chain.view(view);
        let counted = measure(|| assert_eq!(sync_app.call(0), 2 * $depth));
        assert_eq!(counted.count_total, 0, "sync, depth {}", $depth);

        let async_app = $chain.view(async_view);
        let counted = measure(|| assert_eq!(complete(async_app.acall(0)), 2 * $depth));
        assert_eq!(counted.count_total, 0, "async, depth {}", $depth);
    }};
}

#[test]
fn a_static_chain_does_not_allocate() {
    assert_no_allocation!(1, chain!(1));
    assert_no_allocation!(10, chain_of_10!());
    assert_no_allocation!(20, chain_of_20!());
}

#[test]
fn layers_with_hooks_do_not_allocate() {
    assert_no_allocation!(1, chain_of_hooks!(1));
    assert_no_allocation!(10, chain_of_hooks!(1 1 1 1 1 1 1 1 1 1));
    assert_no_allocation!(36, chain_of_36_hooks!());
}

#[test]
fn layers_that_are_told_the_outcome_do_not_allocate() {
    assert_no_allocation!(1, chain_of_told!(1));
    assert_no_allocation!(10, chain_of_told!(1 1 1 1 1 1 1 1 1 1));
    assert_no_allocation!(17, chain_of_17_told!());
}

#[test]
fn a_boxed_layer_allocates_at_most_once() {
    let chain = || Chain::<u64, u64>::new().with(Add::layer(1));
    let sync_app = chain().view(chain().view(chain().view(view).boxed()).boxed()).boxed();
    assert_eq!(measure(|| assert_eq!(sync_app.call(0), 6)).count_total, 0);

    let async_app = chain().view(chain().view(chain().view(async_view).boxed()).boxed()).boxed();
    assert_eq!(measure(|| assert_eq!(complete(async_app.acall(0)), 6)).count_total, 3);
}

/// Answers odd requests itself.
#[middleware]
#[derive(Debug)]
struct Odd<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Odd<G> {
    fn process_request(&self, request: &mut u64) -> ControlFlow<u64> {
        if request.is_multiple_of(2) { ControlFlow::Continue(()) } else { ControlFlow::Break(0) }
    }
}

/// Ten boxed layers with hooks, the innermost of which may answer.
fn ten_boxed_hooks(inside: GetResponse<BoxHandler<u64, u64>>) -> GetResponse<BoxHandler<u64, u64>> {
    let inside = Chain::<u64, u64>::new().with(Odd::layer()).view(inside).boxed();
    (1..10).fold(inside, |inside, _| {
        Chain::<u64, u64>::new().with(AddByHooks::layer(2)).view(inside).boxed()
    })
}

/// One for each layer, as for an `async fn`, and one for the view.
#[test]
fn boxed_layers_with_hooks_allocate_once_each() {
    let app = ten_boxed_hooks(Chain::<u64, u64>::new().view(async |n: u64| n).boxed());
    assert_eq!(measure(|| assert_eq!(complete(app.acall(2)), 29)).count_total, 11, "answered");
    assert_eq!(measure(|| assert_eq!(complete(app.acall(1)), 9)).count_total, 10, "short circuit");
    let app = ten_boxed_hooks(Chain::<u64, u64>::new().view(async_view).boxed());
    assert_eq!(measure(|| assert_eq!(complete(app.acall(2)), 29)).count_total, 11, "suspended");
}

/// A future that has to be polled again, as a future may, is polled once by each layer, and not by each layer twice.
#[test]
fn boxed_layers_poll_what_is_inside_once() {
    let polls = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&polls);
    let view = move |request: u64| {
        let (polls, mut left) = (Arc::clone(&counted), 3);
        poll_fn(move |context| {
            polls.fetch_add(1, Ordering::Relaxed);
            context.waker().wake_by_ref();
            if left == 0 {
                return Poll::Ready(request);
            }
            left -= 1;
            Poll::Pending
        })
    };
    let view = Chain::<u64, u64>::new().view(view).boxed();
    for app in [ten_boxed_hooks(view.clone()), ten_boxed(ten_boxed_hooks(ten_boxed(view)))] {
        polls.store(0, Ordering::Relaxed);
        complete(app.acall(2));
        assert_eq!(polls.load(Ordering::Relaxed), 4);
    }
}

/// Ten boxed layers with an `async fn`.
fn ten_boxed(inside: GetResponse<BoxHandler<u64, u64>>) -> GetResponse<BoxHandler<u64, u64>> {
    (0..10)
        .fold(inside, |inside, _| Chain::<u64, u64>::new().with(Add::layer(0)).view(inside).boxed())
}

#[test]
fn what_is_boxed_is_not_boxed_again() {
    let app = chain!(1).view(async_view).boxed().boxed().boxed();
    assert_eq!(measure(|| assert_eq!(complete(app.acall(0)), 2)).count_total, 1);
}

#[test]
fn the_future_is_no_larger_than_one_by_hand() {
    let amounts = [1; 10];
    let one = chain!(1).view(async_view);
    let five = chain!(1 1 1 1 1).view(async_view);
    let ten = chain_of_10!().view(async_view);
    let sizes = [
        (1, size_of_val(&one.acall(0)), size_of_val(&by_hand::depth_1(&amounts, 0))),
        (5, size_of_val(&five.acall(0)), size_of_val(&by_hand::depth_5(&amounts, 0))),
        (10, size_of_val(&ten.acall(0)), size_of_val(&by_hand::depth_10(&amounts, 0))),
    ];
    for (depth, ours, by_hand) in sizes {
        assert!(ours <= by_hand, "depth {depth}: {ours} bytes, by hand {by_hand}");
    }
    // Both do the same work.
    assert_eq!(complete(ten.acall(0)), complete(by_hand::depth_10(&amounts, 0)));
}

#[test]
fn a_static_chain_of_20_layers_runs_on_a_runtime() {
    let app = chain_of_20!().view(async_view);
    let answer = middleware_tests::drive::multi_thread()
        .block_on(async { tokio::spawn(async move { app.acall(0).await }).await.unwrap() });
    assert_eq!(answer, 40);
}

/// A pointer to the layer, and what `process_request` returns.
#[test]
fn a_layer_with_hooks_adds_two_words_to_the_future() {
    let future_of = |depth: u32| -> usize {
        match depth {
            1 => size_of_val(&chain_of_hooks!(1).view(async_view).acall(0)),
            2 => size_of_val(&chain_of_hooks!(1 1).view(async_view).acall(0)),
            10 => size_of_val(&chain_of_hooks!(1 1 1 1 1 1 1 1 1 1).view(async_view).acall(0)),
            36 => size_of_val(&chain_of_36_hooks!().view(async_view).acall(0)),
            depth => panic!("no chain of {depth}"),
        }
    };
    let layer = 2 * size_of::<usize>();
    assert!(future_of(2) <= future_of(1) + layer);
    assert!(future_of(10) <= future_of(1) + 9 * layer);
    assert!(future_of(36) <= future_of(1) + 35 * layer);
    // `async fn`s take more.
    assert!(future_of(10) < size_of_val(&chain_of_10!().view(async_view).acall(0)));
}

/// The state of an `async fn`, the value twice, and what knows whether the future was dropped: the same for
/// every layer, where an inner future that was stored twice would double all that is further in.
#[test]
fn a_layer_that_is_told_the_outcome_adds_eleven_words_to_the_future() {
    let none = size_of_val(&chain_of_told!().view(async_view).acall(0));
    let futures = [
        (1, size_of_val(&chain_of_told!(1).view(async_view).acall(0))),
        (5, size_of_val(&chain_of_told!(1 1 1 1 1).view(async_view).acall(0))),
        (10, size_of_val(&chain_of_told!(1 1 1 1 1 1 1 1 1 1).view(async_view).acall(0))),
        (17, size_of_val(&chain_of_17_told!().view(async_view).acall(0))),
    ];
    for (depth, size) in futures {
        assert!(size <= none + depth * 11 * size_of::<u64>(), "depth {depth}: {size} bytes");
    }
}

#[test]
fn a_static_chain_of_17_layers_that_are_told_the_outcome_runs_on_a_runtime() {
    let app = chain_of_17_told!().view(async_view);
    let answer = middleware_tests::drive::multi_thread()
        .block_on(async { tokio::spawn(async move { app.acall(0).await }).await.unwrap() });
    assert_eq!(answer, 34);
}

/// The function that spawns knows that a handler is `Send`.
#[test]
fn a_static_chain_of_36_layers_with_hooks_runs_on_a_runtime() {
    async fn spawned<H: AsyncCall<u64, Response = u64>>(app: GetResponse<H>) -> u64 {
        tokio::spawn(async move { app.acall(0).await }).await.unwrap()
    }
    let app = chain_of_36_hooks!().view(async_view);
    assert_eq!(middleware_tests::drive::multi_thread().block_on(spawned(app)), 72);
}
