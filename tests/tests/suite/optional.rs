//! Optional layers: a layer that is left out is as if it were not listed, however the chain is driven.

use std::{
    pin::pin,
    task::{Context, Poll, Waker},
};

use allocation_counter::measure;
use middleware_core::{
    App, AsyncCall, Chain, Either, GetResponse, Mode, Plan,
    bridge::{Offload, pool::count_hops},
    chain::layer_fn,
    middleware,
};
use middleware_tests::{
    AsyncStep, BothStep, Does, Request, Response, Step, SyncStep, Trace,
    drive::{current_thread, pool},
    drive_everywhere,
};

#[allow(clippy::unnecessary_wraps, reason = "a view answers with a response")]
fn sync_view(request: Request) -> Response {
    Ok(request)
}

async fn async_view(request: Request) -> Response {
    Ok(request)
}

fn step(name: usize, trace: &Trace) -> Step {
    Step::new(name, Does::Append, trace)
}

/// The same but for the layers that are skipped.
fn without_skipped(plan: &Plan) -> (Vec<middleware_core::plan::Layer>, Mode) {
    (plan.layers().cloned().collect(), plan.view().mode())
}

/// Asserts that `app` does what `flat` does, the same chain without optional layers.
fn check<H, F>(app: &GetResponse<H>, flat: &GetResponse<F>, trace: &Trace, skipped: &[&str])
where
    H: App<Request, Response = Response>,
    F: App<Request, Response = Response>,
{
    let (plan, expected) = (app.plan(), flat.plan());
    assert_eq!(without_skipped(&plan), without_skipped(&expected));
    assert_eq!(plan, app.clone().boxed().plan());
    let found: Vec<_> = plan.skipped().map(|(_, skipped)| skipped.name()).collect();
    assert_eq!(found, skipped);
    assert_eq!(app.mode(), flat.mode());

    let (_, hops) = current_thread().block_on(count_hops(app.acall("x".to_owned())));
    assert_eq!(hops, plan.hops(Mode::Async), "{plan}");
    drop(trace.take_both());

    let (app, flat) = (app.clone().boxed(), flat.clone().boxed());
    let observe = |trace: &Trace| {
        let trace = trace.clone();
        move |answer: Response| (answer, trace.take_both())
    };
    let seen = drive_everywhere(&app, &"x".to_owned(), observe(trace));
    assert_eq!(seen, drive_everywhere(&flat, &"x".to_owned(), observe(trace)), "{plan}");

    drop(trace.take_both());
}

/// An optional layer of one capability, in four places of a chain, around either view.
macro_rules! optional {
    ($name:ident, $layer:ident) => {
        #[test]
        fn $name() {
            let trace = &Trace::default();
            let optional = |name| $layer::layer(step(name, trace));
            optional!(@around sync_view, optional, trace, stringify!($layer));
            optional!(@around async_view, optional, trace, stringify!($layer));
        }
    };
    (@around $view:ident, $optional:ident, $trace:ident, $name:expr) => {{
        let chain = || Chain::<Request, Response>::new();
        let both = |name| BothStep::layer(step(name, $trace));
        let sync = |name| SyncStep::layer(step(name, $trace));
        let asynchronous = |name| AsyncStep::layer(step(name, $trace));
        let absent = &[$name];

        // Alone.
        check(&chain().with_if(true, $optional(1)).view($view), &chain().with($optional(1)).view($view), $trace, &[]);
        check(&chain().with_if(false, $optional(1)).view($view), &chain().view($view), $trace, absent);
        // Between layers of each capability, whose bridges depend on it.
        let outer = || chain().with(both(1)).with(sync(2));
        check(
            &outer().with(Some($optional(3))).with(both(4)).view($view),
            &outer().with($optional(3)).with(both(4)).view($view),
            $trace,
            &[],
        );
        check(
            &outer().with(None.or_none(&$optional)).with(both(4)).view($view),
            &outer().with(both(4)).view($view),
            $trace,
            absent,
        );
        let outer = || chain().with(asynchronous(1)).with(both(2));
        check(
            &outer().with_if(true, $optional(3)).with(asynchronous(4)).view($view),
            &outer().with($optional(3)).with(asynchronous(4)).view($view),
            $trace,
            &[],
        );
        check(
            &outer().with_if(false, $optional(3)).with(sync(4)).view($view),
            &outer().with(sync(4)).view($view),
            $trace,
            absent,
        );
        // Two in a row, and a whole chain.
        check(
            &chain().with_if(false, $optional(1)).with_if(true, $optional(2)).with(both(3)).view($view),
            &chain().with($optional(2)).with(both(3)).view($view),
            $trace,
            absent,
        );
        check(
            &chain().with_if(false, chain().with(both(1)).with($optional(2))).with(both(3)).view($view),
            &chain().with(both(3)).view($view),
            $trace,
            &["BothStep", $name],
        );
        // One of two.
        let one_of = |left: bool| {
            let layer = if left { Either::Left($optional(1)) } else { Either::Right(both(2)) };
            chain().with(asynchronous(0)).with(layer).view($view)
        };
        check(
            &one_of(true),
            &chain().with(asynchronous(0)).with($optional(1)).view($view),
            $trace,
            &["BothStep"],
        );
        check(
            &one_of(false),
            &chain().with(asynchronous(0)).with(both(2)).view($view),
            $trace,
            absent,
        );
    }};
}

/// `None`, of the type that a function would give.
trait OrNone<T> {
    fn or_none(self, like: &impl Fn(usize) -> T) -> Option<T>;
}

impl<T> OrNone<T> for Option<T> {
    fn or_none(self, _: &impl Fn(usize) -> T) -> Self {
        self
    }
}

optional!(sync_only, SyncStep);
optional!(async_only, AsyncStep);
optional!(both, BothStep);

/// A layer that is a closure, and one of a middleware that is no parameter's.
#[test]
fn closures_are_named_for_what_they_make() {
    let app = |wanted: bool| {
        let layer = layer_fn(|get_response| Plain { get_response });
        Chain::<u32, u32>::new().with(wanted.then_some(layer)).view(|n: u32| n)
    };
    assert_eq!(app(true).call(1), 2);
    assert_eq!(app(false).call(1), 1);
    let plan = app(false).plan();
    let (at, skipped) = plan.skipped().next().unwrap();
    assert_eq!((at, skipped.name(), skipped.reason()), (0, "Plain", "switched off"));
}

#[middleware]
#[derive(Debug)]
struct Plain<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Plain<G> {
    fn call(&self, request: u32) -> u32 {
        self.get_response.call(request) + 1
    }

    async fn acall(&self, request: u32) -> u32 {
        self.get_response.acall(request).await + 1
    }
}

/// How the hop is taken that leads to an optional layer is for that layer to say, if it is there.
#[test]
fn an_optional_layer_chooses_the_pool() {
    let pool = pool(1);
    let app = |wanted: bool| {
        Chain::<u32, u32>::new().with_if(wanted, Offload::new().pool(&pool)).view(|n: u32| n)
    };
    for (wanted, hops) in [(false, 0), (true, 1)] {
        assert_eq!(current_thread().block_on(app(wanted).acall(7)), 7);
        assert_eq!(pool.hops(), hops);
    }
    let names: Vec<_> =
        app(false).plan().skipped().map(|(_, skipped)| skipped.name().to_owned()).collect();
    assert_eq!(names, ["Offload"]);
}

/// Borrowed requests pass where no side needs a thread.
#[middleware]
#[derive(Debug)]
struct Push<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Push<G> {
    fn call(&self, request: &mut Vec<u8>) -> () {
        request.push(0);
        self.get_response.call(request);
    }
}

#[test]
fn requests_may_be_borrowed() {
    for (wanted, length) in [(true, 1), (false, 0)] {
        let app = Chain::<&mut Vec<u8>, ()>::new()
            .with_if(wanted, Push::layer())
            .view(|_: &mut Vec<u8>| ());
        let mut request = Vec::new();
        app.call(&mut request);
        assert_eq!(request.len(), length);
    }
}

/// An optional layer of either mode around a view of the other one: known at run time, and still free.
#[test]
fn nothing_is_allocated() {
    let mut context = Context::from_waker(Waker::noop());
    for wanted in [true, false] {
        let plain = || Plain::layer();
        let chain = || Chain::<u32, u32>::new().with_if(wanted, plain()).with(plain());
        let either = || if wanted { Either::Left(plain()) } else { Either::Right(plain()) };
        let sync_app = chain().with(either()).view(|n: u32| n);
        let async_app = chain().with(either()).view(async |n: u32| n);
        let mut answer = 0;
        assert_eq!(measure(|| answer = sync_app.call(1)).count_total, 0);
        assert_eq!(answer, 3 + u32::from(wanted));
        let mut answer = None;
        let poll = || answer = Some(pin!(async_app.acall(1)).poll(&mut context));
        assert_eq!(measure(poll).count_total, 0);
        assert_eq!(answer, Some(Poll::Ready(3 + u32::from(wanted))));
    }
}

/// The future is no larger than the larger of the two, and what tells them apart.
#[test]
fn a_future_grows_by_no_more_than_a_word_a_layer() {
    fn size_of_call<H: AsyncCall<u32>>(app: &GetResponse<H>) -> usize {
        size_of_val(&app.acall(1))
    }
    let flat = Chain::<u32, u32>::new().with(Plain::layer()).with(Plain::layer());
    let optional = Chain::<u32, u32>::new().with(Some(Plain::layer())).with(Some(Plain::layer()));
    let flat = size_of_call(&flat.view(async |n: u32| n));
    let optional = size_of_call(&optional.view(async |n: u32| n));
    assert!(optional <= flat + 2 * size_of::<usize>(), "{optional}, and {flat} without");
}

/// The type does not double with each optional layer, nor does the time to compile.
#[test]
fn many_optional_layers_compile() {
    macro_rules! many {
        ($chain:expr, $($wanted:literal)*) => { $chain$(.with_if($wanted, Plain::layer()))* };
    }
    let chain = many!(Chain::<u32, u32>::new(), true false true false true false true false);
    let sync_app = chain.clone().view(|n: u32| n);
    assert_eq!(sync_app.call(0), 4);
    assert_eq!(current_thread().block_on(chain.view(async |n: u32| n).acall(0)), 4);
}
