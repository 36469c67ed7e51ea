//! Hooks: a middleware that inspects requests and responses.

use std::{
    ops::ControlFlow,
    sync::{Arc, Mutex},
};

use middleware_core::{BoxHandler, Capability, Chain, GetResponse, Layer, Mode, middleware};
use middleware_tests::{Failure, Response, drive_everywhere, step::suspend};

/// What the hooks note.
#[derive(Clone, Debug, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn note(&self, what: impl Into<String>) {
        self.0.lock().unwrap().push(what.into());
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

/// Drives `request` through the layers around a sync and an async view in every way; each must answer
/// and note the same.
macro_rules! assert_all {
    ($layers:expr, $log:ident, $request:expr, $view:expr, $answer:expr, [$($noted:expr),* $(,)?]) => {{
        let (layers, view) = ($layers, $view);
        let expected: Vec<&str> = vec![$($noted),*];
        let sync_view = {
            let log = $log.clone();
            move |request: String| { log.note("view"); view(request) }
        };
        let async_view = {
            let log = $log.clone();
            move |request: String| {
                let log = log.clone();
                async move { suspend().await; log.note("view"); view(request) }
            }
        };
        let chain = Chain::<String, _>::new().with(layers);
        for app in [chain.clone().view(sync_view.clone()).boxed(), chain.clone().view(async_view.clone()).boxed()] {
            let log = $log.clone();
            for (way, (answer, noted)) in drive_everywhere(&app, &$request.to_owned(), move |answer| (answer, log.take())) {
                assert_eq!(answer, $answer, "{way}, boxed {:?}", app.mode());
                assert_eq!(noted, expected, "{way}, boxed {:?}", app.mode());
            }
        }
        let log = $log.clone();
        for (way, (answer, noted)) in drive_everywhere(&chain.clone().view(sync_view), &$request.to_owned(), move |answer| (answer, log.take())) {
            assert_eq!(answer, $answer, "{way}, around a sync view");
            assert_eq!(noted, expected, "{way}, around a sync view");
        }
        let log = $log.clone();
        for (way, (answer, noted)) in drive_everywhere(&chain.view(async_view), &$request.to_owned(), move |answer| (answer, log.take())) {
            assert_eq!(answer, $answer, "{way}, around an async view");
            assert_eq!(noted, expected, "{way}, around an async view");
        }
    }};
}

fn echo(request: String) -> Response {
    if request.contains("fail") { Err(Failure(request)) } else { Ok(request) }
}

/// All three hooks, as plain functions.
#[middleware]
#[derive(Debug)]
struct Plain<G> {
    get_response: GetResponse<G>,
    log: Log,
}

#[middleware]
impl<G> Plain<G> {
    fn process_request(&self, request: &mut String) -> ControlFlow<Response, usize> {
        self.log.note("request");
        if request == "answer" {
            return ControlFlow::Break(Ok("answered".to_owned()));
        }
        request.push('!');
        ControlFlow::Continue(request.len())
    }

    fn process_exception(&self, error: Failure) -> Response {
        self.log.note("exception");
        if error.0.contains("recover") { Ok("recovered".to_owned()) } else { Err(error) }
    }

    fn process_response(&self, response: Response, length: Option<usize>) -> Response {
        self.log.note(format!("response {length:?}"));
        response.map(|text| format!("<{text}>"))
    }
}

#[test]
fn see_request_and_response() {
    let log = Log::default();
    let layer = Plain::layer(log.clone());
    assert_all!(
        layer,
        log,
        "a",
        echo,
        Ok("<a!>".to_owned()),
        ["request", "view", "response Some(2)"]
    );
}

/// As in Django's `MiddlewareMixin`.
#[test]
fn an_answer_of_its_own_passes_its_own_process_response() {
    let log = Log::default();
    let layer = Plain::layer(log.clone());
    assert_all!(
        layer,
        log,
        "answer",
        echo,
        Ok("<answered>".to_owned()),
        ["request", "response None"]
    );
}

#[test]
fn an_error_from_inside_passes_process_exception_and_then_process_response() {
    let log = Log::default();
    let layer = Plain::layer(log.clone());
    assert_all!(
        layer.clone(),
        log,
        "fail",
        echo,
        Err(Failure("fail!".to_owned())),
        ["request", "view", "exception", "response Some(5)"]
    );
    assert_all!(
        layer,
        log,
        "fail: recover",
        echo,
        Ok("<recovered>".to_owned()),
        ["request", "view", "exception", "response Some(14)"]
    );
}

/// All three hooks, async.
#[middleware]
#[derive(Debug)]
struct Async<G> {
    get_response: GetResponse<G>,
    log: Log,
}

#[middleware]
impl<G> Async<G> {
    async fn process_request(&self, request: &mut String) -> ControlFlow<Response, usize> {
        suspend().await;
        self.log.note("request");
        if request == "answer" {
            return ControlFlow::Break(Ok("answered".to_owned()));
        }
        request.push('!');
        suspend().await;
        ControlFlow::Continue(request.len())
    }

    async fn process_exception(&self, error: Failure) -> Response {
        suspend().await;
        self.log.note("exception");
        if error.0.contains("recover") { Ok("recovered".to_owned()) } else { Err(error) }
    }

    async fn process_response(&self, response: Response, length: Option<usize>) -> Response {
        suspend().await;
        self.log.note(format!("response {length:?}"));
        response.map(|text| format!("<{text}>"))
    }
}

/// All three hooks, blocking.
#[middleware]
#[derive(Debug)]
struct Blocking<G> {
    get_response: GetResponse<G>,
    log: Log,
}

#[middleware]
impl<G> Blocking<G> {
    #[middleware(blocking)]
    fn process_request(&self, request: &mut String) -> ControlFlow<Response, usize> {
        self.log.note("request");
        if request == "answer" {
            return ControlFlow::Break(Ok("answered".to_owned()));
        }
        request.push('!');
        ControlFlow::Continue(request.len())
    }

    #[middleware(blocking)]
    fn process_exception(&self, error: Failure) -> Response {
        self.log.note("exception");
        if error.0.contains("recover") { Ok("recovered".to_owned()) } else { Err(error) }
    }

    #[middleware(blocking)]
    fn process_response(&self, response: Response, length: Option<usize>) -> Response {
        self.log.note(format!("response {length:?}"));
        response.map(|text| format!("<{text}>"))
    }
}

#[test]
fn do_the_same_when_they_are_async_or_blocking() {
    let log = Log::default();
    for request in ["a", "answer", "fail", "fail: recover"] {
        let app = Chain::<String, Response>::new().with(Plain::layer(log.clone())).view(echo);
        let expected = app.call(request.to_owned());
        let noted = log.take();
        let app = Chain::<String, Response>::new().with(Async::layer(log.clone()));
        for app in [app.clone().view(echo).boxed(), app.view(async |request| echo(request)).boxed()]
        {
            let log = log.clone();
            for (way, seen) in
                drive_everywhere(&app, &request.to_owned(), move |answer| (answer, log.take()))
            {
                assert_eq!(seen, (expected.clone(), noted.clone()), "async, {way}");
            }
        }
        let app = Chain::<String, Response>::new().with(Blocking::layer(log.clone()));
        for app in [app.clone().view(echo).boxed(), app.view(async |request| echo(request)).boxed()]
        {
            let log = log.clone();
            for (way, seen) in
                drive_everywhere(&app, &request.to_owned(), move |answer| (answer, log.take()))
            {
                assert_eq!(seen, (expected.clone(), noted.clone()), "blocking, {way}");
            }
        }
    }
}

#[test]
fn give_both_halves() {
    let log = Log::default();
    let chain = Chain::<String, Response>::new()
        .with(Plain::layer(log.clone()))
        .with(Async::layer(log.clone()))
        .with(Blocking::layer(log));
    let sync_plan = chain.clone().view(echo).plan();
    let async_plan = chain.view(async |request| echo(request)).plan();
    assert!(sync_plan.layers().all(|layer| layer.capability() == Capability::Both));
    assert_eq!((sync_plan.mode(), async_plan.mode()), (Mode::Sync, Mode::Async));
    assert_eq!(sync_plan.hops(Mode::Async), 1);
    assert_eq!(async_plan.hops(Mode::Async), 3);
    assert_eq!(async_plan.hops(Mode::Sync), 0);
}

mod forms;
mod plan;
mod polled_again;

#[test]
fn nothing_runs_before_the_future_is_polled() {
    let log = Log::default();
    let app = Chain::<String, Response>::new()
        .with(Plain::layer(log.clone()))
        .with(Plain::layer(log.clone()))
        .view(async |request| echo(request));
    drop(app.acall("a".to_owned()));
    assert_eq!(log.take(), Vec::<String>::new());
}

#[test]
fn a_layer_of_hooks_wraps_any_handler() {
    let log = Log::default();
    let inside = Chain::<String, Response>::new().view(echo);
    let app = Plain::layer(log.clone()).wrap(Plain::layer(log).wrap(inside));
    assert_eq!(app.call("a".to_owned()), Ok("<<a!!>>".to_owned()));
}

/// Where each hook and the view ran: the names of the threads.
#[middleware]
struct Where<G> {
    get_response: GetResponse<G>,
    log: Log,
}

#[middleware]
impl<G> Where<G> {
    #[middleware(blocking)]
    fn process_request(&self, _: &String) {
        self.log.note(thread("request"));
    }

    #[middleware(blocking)]
    fn process_exception(&self, error: Failure) -> Response {
        self.log.note(thread("exception"));
        Err(error)
    }

    #[middleware(blocking)]
    fn process_response(&self, _: &Response) {
        self.log.note(thread("response"));
    }
}

fn thread(what: &str) -> String {
    let is_of_pool = std::thread::current().name() == Some("middleware-pool");
    format!("{what} {}", if is_of_pool { "in the pool" } else { "in place" })
}

/// The view fails, so all three hooks run.
#[test]
fn a_blocking_hook_runs_in_the_pool_and_holds_no_thread_of_it_for_the_inside() {
    let log = Log::default();
    let noted = log.clone();
    let app =
        Chain::<String, Response>::new().with(Where::layer(log.clone())).view(move |request| {
            noted.note(thread("view"));
            std::future::ready(Err(Failure(request)))
        });
    let runtime = middleware_tests::drive::multi_thread();
    let _ = runtime.block_on(app.acall("a".to_owned()));
    assert_eq!(
        log.take(),
        ["request in the pool", "view in place", "exception in the pool", "response in the pool"]
    );
    let _ = app.call("a".to_owned());
    assert_eq!(
        log.take(),
        ["request in place", "view in place", "exception in place", "response in place"]
    );
}

#[test]
fn inside_of_a_sync_layer_a_blocking_hook_takes_no_further_hop() {
    #[middleware]
    fn outside<G>(request: String, get_response: &GetResponse<G>, log: &Log) -> Response {
        log.note(format!("{:?}", std::thread::current().id()));
        get_response.call(request)
    }

    #[middleware]
    struct Inside<G> {
        get_response: GetResponse<G>,
        log: Log,
    }

    #[middleware]
    impl<G> Inside<G> {
        #[middleware(blocking)]
        fn process_request(&self, _: &String) {
            self.log.note(format!("{:?}", std::thread::current().id()));
        }
    }

    let log = Log::default();
    let app = Chain::<String, Response>::new()
        .with(outside(log.clone()))
        .with(Inside::layer(log.clone()))
        .view(async |request| echo(request));
    assert_eq!(app.plan().hops(Mode::Async), 1);
    let _ = middleware_tests::drive::multi_thread().block_on(app.acall("a".to_owned()));
    let threads = log.take();
    assert_eq!(threads.len(), 2);
    assert_eq!(threads[0], threads[1]);
}
