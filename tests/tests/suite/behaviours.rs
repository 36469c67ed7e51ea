//! The behaviours of koa-compose's and alice's tests, in sync, async and mixed chains, in every way of
//! driving them.

use middleware_core::{Chain, GetResponse, Layer, Mode, chain::layer_fn, middleware};
use middleware_tests::{
    AsyncStep, BothStep, Does, Failure, Kind, Request, Response, Step, SyncStep, Trace,
    drive_everywhere,
    step::{App, chain, view},
};

use Does::{Append, FailAfter, FailBefore, Pass, Recover, Replace, Respond, Twice};

/// All chains of `does.len()` layers, of every capability each, around a view of either mode: each
/// must leave the trace and give the answer, however it is driven.
fn holds(does: &[Does], view_fails: bool, trace: &str, answer: &Response) {
    for mode in [Mode::Sync, Mode::Async] {
        for kinds in Kind::sequences(does.len()) {
            let recorder = Trace::default();
            let app = chain(&kinds, does, view(mode, view_fails, &recorder), &recorder);
            let recorder = recorder.clone();
            let seen =
                drive_everywhere(&app, &"x".to_owned(), move |answer| (recorder.take(), answer));
            for (way, seen) in seen {
                let expected = (trace.to_owned(), answer.clone());
                assert_eq!(seen, expected, "{kinds:?} around a view of mode {mode}; {way}");
            }
        }
    }
}

#[allow(clippy::unnecessary_wraps, reason = "it is compared with a response")]
fn ok(text: &str) -> Response {
    Ok(text.to_owned())
}

fn failure(text: &str) -> Response {
    Err(Failure(text.to_owned()))
}

#[test]
fn layers_are_entered_in_order_and_left_in_reverse() {
    holds(&[Pass, Pass, Pass], false, ">1 >2 >3 >view <3 <2 <1", &ok("x"));
}

#[test]
fn an_empty_chain_is_its_view() {
    holds(&[], false, ">view", &ok("x"));
}

#[test]
fn the_innermost_layer_calls_the_view() {
    holds(&[Pass], false, ">1 >view <1", &ok("x"));
}

#[test]
fn a_layer_may_answer_without_calling_inwards() {
    holds(&[Pass, Respond, Pass], false, ">1 >2 <2 <1", &ok("short 2"));
}

#[test]
fn an_error_before_the_call_goes_outwards() {
    holds(&[Pass, FailBefore, Pass], false, ">1 >2 <2 <1", &failure("before 2"));
}

#[test]
fn an_error_after_the_call_goes_outwards() {
    holds(&[Pass, FailAfter, Pass], false, ">1 >2 >3 >view <3 <2 <1", &failure("after 2"));
}

#[test]
fn an_error_of_the_view_goes_outwards() {
    holds(&[Pass, Pass], true, ">1 >2 >view <2 <1", &failure("view"));
}

#[test]
fn an_outer_layer_may_turn_an_inner_error_into_a_response() {
    holds(&[Recover, FailBefore], false, ">1 >2 <2 <1", &ok("recovered from before 2"));
}

#[test]
fn a_layer_may_replace_the_response() {
    holds(&[Pass, Replace, Pass], false, ">1 >2 >3 >view <3 <2 <1", &ok("replaced 2"));
}

#[test]
fn every_layer_sees_what_those_outside_made_of_the_request() {
    holds(&[Append, Append, Append], false, ">1 >2 >3 >view <3 <2 <1", &ok("x123"));
}

#[test]
fn a_layer_may_call_inwards_more_than_once() {
    holds(&[Twice, Pass], false, ">1 >2 >view <2 >2 >view <2 <1", &ok("x"));
}

#[test]
fn requests_share_no_state() {
    for mode in [Mode::Sync, Mode::Async] {
        for kinds in Kind::sequences(2) {
            let trace = Trace::default();
            let app = chain(&kinds, &[Append, Append], view(mode, false, &trace), &trace);
            let answers = middleware_tests::drive::multi_thread().block_on(async {
                futures::future::join_all((0..20).map(|n| app.acall(n.to_string()))).await
            });
            let expected: Vec<_> = (0..20).map(|n| ok(&format!("{n}12"))).collect();
            assert_eq!(answers, expected, "{kinds:?} around a view of mode {mode}");
        }
    }
}

#[test]
fn a_chain_in_a_chain_equals_the_flat_chain() {
    let trace = Trace::default();
    let step = |n: usize| Step::new(n, Append, &trace);
    let first = || Chain::<Request, Response>::new().with(BothStep::layer(step(1)));
    let rest = || {
        Chain::<Request, Response>::new()
            .with(SyncStep::layer(step(2)))
            .with(AsyncStep::layer(step(3)))
    };

    let flat = first().with(SyncStep::layer(step(2))).with(AsyncStep::layer(step(3))).view(echo);
    let nested = first().with(rest()).view(echo);
    let nested_twice =
        Chain::new().with(Chain::<Request, Response>::new().with(first()).with(rest())).view(echo);
    let finished_as_view = first().view(rest().view(echo));
    let started_empty = Chain::<Request, Response>::new()
        .with(Chain::<Request, Response>::new())
        .with(first())
        .with(rest())
        .view(echo);

    let apps: [App; 5] = [
        flat.boxed(),
        nested.boxed(),
        nested_twice.boxed(),
        finished_as_view.boxed(),
        started_empty.boxed(),
    ];
    for app in &apps {
        assert_eq!(app.plan(), apps[0].plan());
        let trace = trace.clone();
        for (way, seen) in
            drive_everywhere(app, &"x".to_owned(), move |answer| (trace.take(), answer))
        {
            assert_eq!(seen, (">1 >2 >3 <3 <2 <1".to_owned(), ok("x123")), "{way}");
        }
    }
}

#[test]
fn appending_is_associative() {
    let trace = Trace::default();
    let layer = |n: usize| {
        Chain::<Request, Response>::new().with(BothStep::layer(Step::new(n, Append, &trace)))
    };
    let (a, b, c) = (layer(1), layer(2), layer(3));

    let left = Chain::<Request, Response>::new().with(a.clone().with(b.clone())).with(c.clone());
    let right = a.clone().with(b.clone().with(c.clone()));
    let flat = a.with(b).with(c);
    let plans = [
        left.clone().view(echo).plan(),
        right.clone().view(echo).plan(),
        flat.clone().view(echo).plan(),
    ];
    assert_eq!(plans[0], plans[1]);
    assert_eq!(plans[0], plans[2]);
    for answer in [
        left.view(echo).call("x".into()),
        right.view(echo).call("x".into()),
        flat.view(echo).call("x".into()),
    ] {
        assert_eq!(answer, ok("x123"));
    }
}

#[test]
fn composing_does_not_use_up_the_parts() {
    let trace = Trace::default();
    let one = BothStep::layer(Step::new(1, Append, &trace));
    let base = Chain::<Request, Response>::new().with(one.clone());

    let longer = base.clone().with(SyncStep::layer(Step::new(2, Append, &trace)));
    let sync_app = base.clone().view(echo);
    let async_app = base.view(echo_async);
    let other = Chain::<Request, Response>::new().with(one).view(echo);

    assert_eq!(sync_app.call("x".into()), ok("x1"));
    assert_eq!(async_app.call("x".into()), ok("x1"));
    assert_eq!(other.call("x".into()), ok("x1"));
    assert_eq!(longer.view(echo).call("x".into()), ok("x12"));
    assert_eq!((sync_app.mode(), async_app.mode()), (Mode::Sync, Mode::Async));
}

#[test]
fn a_chain_handles_a_request_on_its_own_copy_of_the_layers() {
    let trace = Trace::default();
    let app = Chain::<Request, Response>::new()
        .with(SyncStep::layer(Step::new(1, Pass, &trace)))
        .view(echo);
    let future = {
        let app = app.clone();
        async move { app.acall("x".into()).await }
    };
    drop(app);
    assert_eq!(futures::executor::block_on(future), ok("x"));
}

#[allow(clippy::unnecessary_wraps, reason = "a view answers with a response")]
fn echo(request: Request) -> Response {
    Ok(request)
}

async fn echo_async(request: Request) -> Response {
    Ok(request)
}

/// Passes a number to the next handler and makes a text of the answer: both types change.
#[middleware]
#[derive(Debug)]
struct Parse<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Parse<G>
where
    G: middleware_core::Handler<i64, Response = i64>,
{
    fn call(&self, request: Request) -> Response {
        let number = request.parse().map_err(|_| Failure(format!("{request} is not a number")))?;
        Ok(self.get_response.call(number).to_string())
    }

    async fn acall(&self, request: Request) -> Response {
        let number = request.parse().map_err(|_| Failure(format!("{request} is not a number")))?;
        Ok(self.get_response.acall(number).await.to_string())
    }
}

#[test]
fn a_layer_may_change_the_types_of_request_and_response() {
    let chain = || Chain::<Request, Response>::new().with(Parse::layer());
    let sync_app = chain().view(|number: i64| number + 1);
    let async_app = chain().view(async |number: i64| number + 1);
    assert_eq!((sync_app.mode(), async_app.mode()), (Mode::Sync, Mode::Async));
    for (way, answer) in drive_everywhere(&sync_app, &"41".to_owned(), |answer| answer) {
        assert_eq!(answer, ok("42"), "{way}");
    }
    for (way, answer) in drive_everywhere(&async_app, &"41".to_owned(), |answer| answer) {
        assert_eq!(answer, ok("42"), "{way}");
    }
    assert_eq!(sync_app.call("x".into()), failure("x is not a number"));
}

/// A layer for any request, sync only.
#[middleware]
#[derive(Debug)]
struct Any<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G, Req> Any<G> {
    fn call(&self, request: Req) -> G::Response {
        self.get_response.call(request)
    }
}

#[test]
fn a_sync_chain_takes_borrowed_requests() {
    let app = Chain::<&mut Vec<u32>, usize>::new().with(Any::layer()).with(Any::layer()).view(push);
    let mut outer = vec![0];
    assert_eq!(app.call(&mut outer), 2);
    {
        let mut inner = Vec::new();
        assert_eq!(app.call(&mut inner), 1);
    }
    assert_eq!(app.call(&mut outer), 3);
    assert_eq!(outer, [0, 7, 7]);
}

fn push(list: &mut Vec<u32>) -> usize {
    list.push(7);
    list.len()
}

#[test]
fn a_sync_chain_takes_requests_that_cannot_change_threads() {
    use std::{cell::Cell, rc::Rc};

    let app =
        Chain::<Rc<Cell<u32>>, ()>::new().with(Any::layer()).view(|counter: Rc<Cell<u32>>| {
            counter.set(counter.get() + 1);
        });
    let counter = Rc::new(Cell::new(0));
    app.call(Rc::clone(&counter));
    app.call(Rc::clone(&counter));
    assert_eq!(counter.get(), 2);
}

/// An async layer over borrowed requests, with the lifetime left out.
#[middleware]
#[derive(Debug)]
struct Grow<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Grow<G> {
    fn call(&self, list: &mut Vec<u32>) -> usize {
        list.push(1);
        self.get_response.call(list);
        let length = self.get_response.call(list);
        list.push(2);
        length
    }

    async fn acall(&self, list: &mut Vec<u32>) -> usize {
        list.push(1);
        self.get_response.acall(list).await;
        let length = self.get_response.acall(list).await;
        list.push(2);
        length
    }
}

async fn push_async(list: &mut Vec<u32>) -> usize {
    list.push(7);
    list.len()
}

#[test]
fn a_borrowed_request_may_be_used_again_after_the_call() {
    let app = Chain::<&mut Vec<u32>, usize>::new().with(Grow::layer()).view(push);
    let mut list = Vec::new();
    assert_eq!(app.call(&mut list), 3);
    assert_eq!(list, [1, 7, 7, 2]);
}

#[test]
fn an_async_chain_takes_borrowed_requests() {
    let app = Chain::<&mut Vec<u32>, usize>::new().with(Grow::layer()).view(push_async);
    let mut list = Vec::new();
    assert_eq!(futures::executor::block_on(app.acall(&mut list)), 3);
    assert_eq!(list, [1, 7, 7, 2]);
    // And blocked on, from sync code.
    assert_eq!(app.call(&mut list), 7);
    assert_eq!(list, [1, 7, 7, 2, 1, 7, 7, 2]);
    // And spawned.
    let length = middleware_tests::drive::multi_thread().block_on(async {
        let task = async move {
            let mut list = Vec::new();
            app.acall(&mut list).await
        };
        tokio::spawn(task).await.unwrap()
    });
    assert_eq!(length, 3);
}

#[test]
fn a_closure_in_layer_fn_is_a_layer() {
    let trace = Trace::default();
    let step = Step::new(1, Append, &trace);
    let app = Chain::<Request, Response>::new()
        .with(layer_fn(|get_response| Labelled::new(get_response, "<".to_owned())))
        .with(BothStep::layer(step))
        .view(echo);
    assert_eq!(app.call("x".into()), ok("x<1"));
}

/// A middleware with a constructor of its own.
#[middleware]
#[derive(Debug)]
struct Labelled<G> {
    get_response: GetResponse<G>,
    label: String,
}

impl<G> Labelled<G> {
    fn new(get_response: GetResponse<G>, label: String) -> Self {
        Self { get_response, label }
    }
}

#[middleware]
impl<G> Labelled<G> {
    fn call(&self, request: Request) -> Response {
        self.get_response.call(request + &self.label)
    }
}

/// A layer by hand, whose settings decide what it is.
struct AppendAll(Vec<Step>);

impl Layer<middleware_core::BoxHandler<Request, Response>> for AppendAll {
    type Handler = middleware_core::BoxHandler<Request, Response>;

    fn wrap(self, get_response: App) -> App {
        self.0
            .into_iter()
            .rev()
            .fold(get_response, |inside, step| BothStep::layer(step).wrap(inside).boxed())
    }
}

#[test]
fn a_layer_may_be_written_by_hand() {
    let trace = Trace::default();
    let steps = (1..=3).map(|n| Step::new(n, Append, &trace)).collect();
    let inside = Chain::<Request, Response>::new().view(echo).boxed();
    assert_eq!(AppendAll(steps).wrap(inside).call("x".into()), ok("x123"));
}
