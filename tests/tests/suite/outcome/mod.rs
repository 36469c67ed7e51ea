//! The hook `process_outcome`: it gets the end of its request, exactly once, in both modes.

use std::{
    ops::ControlFlow,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex},
};

use futures::FutureExt as _;
use middleware_core::{Chain, GetResponse, Outcome, middleware};
use middleware_tests::{Failure, Response, drive_everywhere, step::suspend};

mod dropped;
mod forms;
mod panics;

/// What the hooks note.
#[derive(Clone, Debug, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn note(&self, what: impl Into<String>) {
        self.0.lock().unwrap().push(what.into());
    }

    /// The outcome, and the value that came with it.
    fn told<Res: std::fmt::Debug>(&self, outcome: Outcome<'_, Res>, value: Option<usize>) {
        self.note(format!("{outcome:?}, {value:?}"));
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

/// Makes a response of a panic: `panicked: message`.
#[middleware]
#[derive(Debug)]
struct Catch<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Catch<G> {
    fn call(&self, request: String) -> Response {
        let response = catch_unwind(AssertUnwindSafe(|| self.get_response.call(request)));
        response.unwrap_or_else(|payload| panicked(&*payload))
    }

    async fn acall(&self, request: String) -> Response {
        let response = AssertUnwindSafe(self.get_response.acall(request)).catch_unwind().await;
        response.unwrap_or_else(|payload| panicked(&*payload))
    }
}

fn panicked(payload: &dyn std::any::Any) -> Response {
    Err(Failure(format!("panicked: {}", payload.downcast_ref::<&str>().unwrap())))
}

/// A layer with all hooks, which do as the request says. They are `async` or `blocking` as told.
macro_rules! layer {
    ($name:ident, $(#[$blocking:meta])? $($asyncness:ident, $suspend:expr)?) => {
        #[middleware]
        #[derive(Debug)]
        struct $name<G> {
            get_response: GetResponse<G>,
            log: Log,
        }

        #[middleware]
        impl<G> $name<G> {
            $(#[$blocking])?
            $($asyncness)? fn process_request(
                &self,
                request: &mut String,
            ) -> ControlFlow<Response, usize> {
                $($suspend.await;)?
                assert!(request != "panic before", "before");
                if request == "short" || request == "short, panic after" {
                    return ControlFlow::Break(Ok(request.clone()));
                }
                request.push('!');
                ControlFlow::Continue(request.len())
            }

            $(#[$blocking])?
            $($asyncness)? fn process_exception(&self, error: Failure) -> Response {
                $($suspend.await;)?
                assert!(error.0 != "panic recovering!", "recovering");
                if error.0 == "recover!" { Ok("recovered".to_owned()) } else { Err(error) }
            }

            $(#[$blocking])?
            $($asyncness)? fn process_response(
                &self,
                response: Response,
                _: Option<usize>,
            ) -> Response {
                $($suspend.await;)?
                assert!(!response.as_ref().is_ok_and(|text| text.contains("panic after")), "after");
                response.map(|text| format!("<{text}>"))
            }

            fn process_outcome(&self, outcome: Outcome<'_, Response>, value: Option<usize>) {
                self.log.told(outcome, value);
                let told = outcome.response().and_then(|response| response.as_ref().ok());
                assert!(told.is_none_or(|text| text != "<panic told!>"), "told");
            }
        }
    };
}

layer!(Plain,);
layer!(Async, async, suspend());
layer!(Blocking, #[middleware(blocking)]);

fn view(request: String) -> Response {
    assert!(request != "panic!", "inside");
    if request.contains("fail") || request.contains("recover") {
        Err(Failure(request))
    } else {
        Ok(request)
    }
}

async fn async_view(request: String) -> Response {
    suspend().await;
    view(request)
}

/// Requests, how each ends, and what the caller gets.
const ENDINGS: [(&str, &str, &str); 10] = [
    ("a", r#"Response(Ok("<a!>")), Some(2)"#, r#"Ok("<a!>")"#),
    ("short", r#"ShortCircuit(Ok("<short>")), None"#, r#"Ok("<short>")"#),
    ("fail", r#"Response(Err(Failure("fail!"))), Some(5)"#, r#"Err(Failure("fail!"))"#),
    ("recover", r#"Response(Ok("<recovered>")), Some(8)"#, r#"Ok("<recovered>")"#),
    ("panic before", "Panic, None", r#"Err(Failure("panicked: before"))"#),
    ("panic", "Panic, Some(6)", r#"Err(Failure("panicked: inside"))"#),
    ("panic recovering", "Panic, Some(17)", r#"Err(Failure("panicked: recovering"))"#),
    ("panic after", "Panic, Some(12)", r#"Err(Failure("panicked: after"))"#),
    ("short, panic after", "Panic, None", r#"Err(Failure("panicked: after"))"#),
    (
        "panic told",
        r#"Response(Ok("<panic told!>")), Some(11)"#,
        r#"Err(Failure("panicked: told"))"#,
    ),
];

macro_rules! assert_every_ending {
    ($layer:ident) => {
        let log = Log::default();
        let chain =
            Chain::<String, Response>::new().with(Catch::layer()).with($layer::layer(log.clone()));
        for (request, told, answer) in ENDINGS {
            let sync_app = chain.clone().view(view);
            let async_app = chain.clone().view(async_view);
            let request = request.to_owned();
            let observe = {
                let log = log.clone();
                move |response: Response| (log.take(), format!("{response:?}"))
            };
            let seen = [
                drive_everywhere(&sync_app, &request, observe.clone()),
                drive_everywhere(&async_app, &request, observe.clone()),
                drive_everywhere(&sync_app.boxed(), &request, observe.clone()),
                drive_everywhere(&async_app.boxed(), &request, observe),
            ];
            for (way, seen) in seen.into_iter().flatten() {
                assert_eq!(seen, (vec![told.to_owned()], answer.to_owned()), "{request}: {way}");
            }
        }
    };
}

#[test]
fn every_ending_is_told_once_by_plain_hooks() {
    assert_every_ending!(Plain);
}

#[test]
fn every_ending_is_told_once_beside_async_hooks() {
    assert_every_ending!(Async);
}

#[test]
fn every_ending_is_told_once_beside_blocking_hooks() {
    assert_every_ending!(Blocking);
}

/// The outcome of the layer further in comes first, and all of them after the responses.
#[test]
fn layers_are_told_from_the_inside_out() {
    #[middleware]
    #[derive(Debug)]
    struct Named<G> {
        get_response: GetResponse<G>,
        name: &'static str,
        log: Log,
    }

    #[middleware]
    impl<G> Named<G> {
        fn process_response(&self, _: &Response) {
            self.log.note(format!("{} responds", self.name));
        }

        fn process_outcome(&self, _: Outcome<'_, Response>) {
            self.log.note(format!("{} ends", self.name));
        }
    }

    let log = Log::default();
    let chain = Chain::<String, Response>::new()
        .with(Named::layer("outside", log.clone()))
        .with(Named::layer("inside", log.clone()));
    let noted = ["inside responds", "inside ends", "outside responds", "outside ends"];
    let observe = move |_: Response| log.take();
    for app in [chain.clone().view(view).boxed(), chain.view(async_view).boxed()] {
        for (way, seen) in drive_everywhere(&app, &"a".to_owned(), observe.clone()) {
            assert_eq!(seen, noted, "{way}");
        }
    }
}
