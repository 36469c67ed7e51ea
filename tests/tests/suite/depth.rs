//! Chains of any depth compile under the default recursion limit and answer: static ones as deep as the compiler
//! goes, and beyond that with erase points.

use std::{
    pin::pin,
    sync::Mutex,
    task::{Context, Poll, Waker},
};

use allocation_counter::measure;
use middleware_core::{
    Chain, GetResponse, Handler, Mode,
    bridge::pool::count_hops,
    chain::layer_fn,
    middleware,
    settings::{Format, Registry, Settings},
};
use middleware_tests::{
    deep::{Add, Hooked, add, async_view, view},
    drive::multi_thread,
    numbers::{AsyncAdd, Numbers, SyncAdd, numbers},
    with_8, with_16,
};

/// 16 layers, with an erase point in the middle.
macro_rules! boxed_16 {
    ($chain:expr, $outer:expr, $inner:expr) => {
        with_8!(with_8!($chain, $outer, $inner).boxed(), $outer, $inner)
    };
}

/// 32 layers, with an erase point every 8.
macro_rules! with_32 {
    ($chain:expr, $outer:expr, $inner:expr) => {
        boxed_16!(boxed_16!($chain, $outer, $inner).boxed(), $outer, $inner)
    };
}

/// 20 layers.
macro_rules! with_20 {
    ($chain:expr, $outer:expr, $inner:expr) => {
        with_16!($chain, $outer, $inner).with($outer).with($inner).with($outer).with($inner)
    };
}

/// 64 layers, with an erase point every 8.
macro_rules! with_64 {
    ($chain:expr, $outer:expr, $inner:expr) => {
        with_32!(with_32!($chain, $outer, $inner).boxed(), $outer, $inner)
    };
}

/// 128 layers, with an erase point every 8.
macro_rules! with_128 {
    ($chain:expr, $outer:expr, $inner:expr) => {
        with_64!(with_64!($chain, $outer, $inner).boxed(), $outer, $inner)
    };
}

/// From sync code, in a task of a multi-thread runtime, and twice at once.
fn answers(depth: u64, app: &Numbers) {
    let plan = app.plan();
    assert_eq!(plan.layers().len() as u64, depth, "{plan}");
    assert_eq!(app.call(1), 1 + depth, "from sync code");

    let (spawned, joined) = (app.clone(), app.clone());
    multi_thread().block_on(async {
        let task = tokio::spawn(async move { count_hops(spawned.acall(1)).await });
        let (answer, hops) = task.await.unwrap();
        assert_eq!(answer, 1 + depth, "spawned");
        assert!(hops <= 1, "{depth} layers: {hops} hops");
        assert_eq!(hops, plan.hops(Mode::Async));
        let answers = tokio::join!(joined.acall(1), joined.acall(2));
        assert_eq!(answers, (1 + depth, 2 + depth), "joined");
    });
}

/// Chains of 32 and 128 layers, around a sync and around an async view.
macro_rules! any_depth {
    ($name:ident, $outer:expr, $inner:expr) => {
        #[test]
        fn $name() {
            answers(32, &with_32!(numbers(), $outer, $inner).view(view).boxed());
            answers(32, &with_32!(numbers(), $outer, $inner).view(async_view).boxed());
            answers(128, &with_128!(numbers(), $outer, $inner).view(view).boxed());
            answers(128, &with_128!(numbers(), $outer, $inner).view(async_view).boxed());
        }
    };
}

any_depth!(sync_layers_of_any_depth, SyncAdd::layer(), SyncAdd::layer());
any_depth!(async_layers_of_any_depth, AsyncAdd::layer(), AsyncAdd::layer());
any_depth!(layers_with_both_halves_of_any_depth, Add::layer(), Add::layer());
any_depth!(layers_with_a_generated_half_of_any_depth, add(), add());
any_depth!(layers_with_hooks_of_any_depth, Hooked::layer(), Hooked::layer());
any_depth!(layers_that_alternate_of_any_depth, SyncAdd::layer(), AsyncAdd::layer());
any_depth!(a_mixture_of_any_depth, Hooked::layer(), SyncAdd::layer());

#[test]
fn a_mixture_of_8_and_of_64_layers() {
    answers(8, &with_8!(numbers(), add(), AsyncAdd::layer()).view(view).boxed());
    answers(64, &with_64!(numbers(), add(), AsyncAdd::layer()).view(view).boxed());
}

/// Takes any request.
#[middleware]
#[derive(Debug)]
struct AnyRequest<G> {
    get_response: GetResponse<G>,
}

#[middleware(both)]
impl<G, Req> AnyRequest<G> {
    fn call(&self, request: Req) -> u64 {
        self.get_response.call(request) + 1
    }
}

/// The same, and states for itself what it asks of the inside.
#[middleware]
#[derive(Debug)]
struct States<G> {
    get_response: GetResponse<G>,
}

#[middleware(both)]
impl<G, Req> States<G>
where
    G: Handler<Req, Response = u64>,
{
    fn call(&self, request: Req) -> u64 {
        self.get_response.call(request) + 1
    }
}

/// The same where the parameter stands, with the response left open.
#[middleware]
#[derive(Debug)]
struct StatesInline<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G: Handler<Req, Response = Res>, Req, Res> StatesInline<G> {
    fn process_request(&self, _request: &Req) {}

    fn process_response(&self, _response: &mut Res) {}
}

struct Post<B> {
    body: B,
}

/// Takes any body.
#[middleware]
#[derive(Debug)]
struct AnyBody<G> {
    get_response: GetResponse<G>,
}

#[middleware(both)]
impl<G, B> AnyBody<G> {
    fn call(&self, request: Post<B>) -> u64 {
        self.get_response.call(request) + 1
    }
}

/// Nothing here says which request is meant, and no layer does: the compiler finds it at the view. It has to ask each
/// layer once; if each layer made it ask twice, it would ask a million times.
#[test]
fn the_request_of_a_deep_chain_is_inferred() {
    macro_rules! inferred {
        ($chain:expr) => {{
            let app = $chain;
            assert_eq!(app.plan().layers().len(), 20);
            assert_eq!(app.mode(), app.plan().mode());
            app.without_bridges().boxed()
        }};
    }
    let hooked = || with_20!(numbers(), Hooked::layer(), Hooked::layer());
    assert_eq!(inferred!(hooked().view(view)).call(0), 20);
    assert_eq!(inferred!(hooked().view(async_view)).call(0), 20);
    let any_request = with_20!(numbers(), AnyRequest::layer(), AnyRequest::layer());
    assert_eq!(inferred!(any_request.view(view)).call(0), 20);
    let states = with_20!(numbers(), States::layer(), States::layer());
    assert_eq!(inferred!(states.view(view)).call(0), 20);
    let states = with_20!(numbers(), StatesInline::layer(), StatesInline::layer());
    assert_eq!(inferred!(states.view(view)).call(7), 7);
    let any_body = with_20!(Chain::<Post<u64>, u64>::new(), AnyBody::layer(), AnyBody::layer());
    let any_body = inferred!(any_body.view(|post: Post<u64>| post.body));
    assert_eq!(any_body.call(Post { body: 0 }), 20);
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

macro_rules! assert_allocations {
    ($points:literal, $depth:literal, $with:ident, $layer:expr) => {{
        let app = $with!(numbers(), $layer, $layer).view(view);
        assert_eq!(measure(|| assert_eq!(app.call(0), $depth)).count_total, 0, "sync");
        let app = $with!(numbers(), $layer, $layer).view(async_view);
        let counted = measure(|| assert_eq!(complete(app.acall(0)), $depth)).count_total;
        assert_eq!(counted, $points, "async, {} layers", $depth);
    }};
}

#[test]
fn an_erase_point_allocates_once_for_an_async_request_and_not_for_a_sync_one() {
    assert_allocations!(0, 16, with_16, Add::layer());
    assert_allocations!(3, 32, with_32, Add::layer());
    assert_allocations!(7, 64, with_64, add());
    assert_allocations!(15, 128, with_128, Hooked::layer());
}

/// What is boxed anyway is not boxed once more.
#[test]
fn an_erase_point_in_front_of_a_boxed_view_costs_nothing() {
    let inside = numbers().with(add()).view(async_view).boxed();
    let app = numbers().with(add()).boxed().view(inside);
    assert_eq!(measure(|| assert_eq!(complete(app.acall(0)), 2)).count_total, 2);

    let app = numbers().with(add()).boxed().boxed().view(async_view);
    assert_eq!(measure(|| assert_eq!(complete(app.acall(0)), 1)).count_total, 1);
}

struct Signed(u64);

/// Hands inwards what it does not take itself.
#[middleware]
#[derive(Debug)]
struct Sign<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Sign<G>
where
    G: Handler<Signed, Response = String>,
{
    async fn acall(&self, request: u64) -> u64 {
        self.get_response.acall(Signed(request)).await.parse().unwrap()
    }
}

#[test]
fn an_erase_point_takes_what_the_layer_outside_of_it_hands_inwards() {
    let answer = |Signed(number): Signed| number.to_string();
    let app = numbers().with(add()).with(Sign::layer()).boxed().view(answer);
    assert_eq!(app.call(7), 8);
    assert_eq!(app.plan().layers().len(), 2);
}

#[test]
fn the_mode_is_that_of_what_is_inside_of_an_erase_point() {
    let app = |is_async: bool| {
        let chain = numbers().with(add()).boxed().with_if(is_async, AsyncAdd::layer());
        chain.with(Hooked::layer()).boxed().view(view)
    };
    assert_eq!((app(true).mode(), app(true).call(0)), (Mode::Async, 3));
    assert_eq!((app(false).mode(), app(false).call(0)), (Mode::Sync, 2));
}

/// A closure may borrow: it is called when the chain gets its view.
#[test]
fn layers_in_front_of_an_erase_point_may_borrow() {
    let name = String::from("outermost");
    let made = Mutex::new(Vec::new());
    let app = Chain::<u64, u64>::new()
        .with(layer_fn(|get_response| {
            made.lock().unwrap().push(name.as_str());
            Add { get_response }
        }))
        .boxed()
        .view(view);
    assert_eq!(app.call(0), 1);
    assert_eq!(made.into_inner().unwrap(), ["outermost"]);
}

#[test]
fn a_chain_from_settings_has_any_depth() {
    let mut registry = Registry::<u64, u64>::new();
    registry.add("sync", SyncAdd::layer);
    registry.add("async", AsyncAdd::layer);
    registry.add("both", add);
    registry.add("hooks", Hooked::layer);
    let names = ["sync", "async", "both", "hooks"];
    for depth in [8, 32, 64, 128] {
        let listed: Vec<_> = (0..depth).map(|at| format!("'{}'", names[at % 4])).collect();
        let text = format!("middleware = [{}]", listed.join(", "));
        let settings = Settings::parse(&text, Format::Toml).unwrap();
        answers(depth as u64, &registry.build(&settings, view).unwrap());
        answers(depth as u64, &registry.build(&settings, async_view).unwrap());
    }
}
