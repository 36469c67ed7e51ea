//! What `both` translates, topic by topic: each body is run in both modes, and must do the same.
//!
//! A body is written once, as `call` or as `acall`. Around a sync view its sync form runs, around an async
//! view its async form; what it and the view note, and what it answers, must not differ.

use std::sync::{Arc, Mutex};

use middleware_core::{BoxHandler, Capability, Chain, GetResponse, Layer as _, Mode, middleware};
use middleware_tests::{Failure, Request, Response, drive_everywhere, step::suspend};

/// A table of bodies. Each has a name, what happens on the requests `good`, `bad` and `flaky`, in this order,
/// and the methods of the impl, among them one half.
macro_rules! cases {
    ($(
        $(#[doc = $doc:literal])*
        $name:ident($($expected:literal),+ $(,)?) { $($methods:tt)+ }
    )+) => {$(
        $(#[doc = $doc])*
        #[allow(
            unused_parens,
            clippy::complexity,
            clippy::pedantic,
            clippy::perf,
            clippy::style,
            reason = "the body is there for its form"
        )]
        mod $name {
            use super::*;

            #[middleware_core::middleware]
            #[allow(dead_code, reason = "not every body takes notes")]
            struct Case<G> {
                get_response: middleware_core::GetResponse<G>,
                log: crate::translation::Log,
            }

            #[middleware_core::middleware(both)]
            impl<G> Case<G> {
                $($methods)+
            }

            #[test]
            fn does_the_same_in_both_modes() {
                crate::translation::check(
                    |inside, log| middleware_core::Layer::wrap(Case::layer(log), inside).boxed(),
                    [$($expected),+],
                );
            }
        }
    )+};
}

/// A table of functions, all of the name `case`, in the form of [`cases`].
macro_rules! functions {
    ($(
        $(#[doc = $doc:literal])*
        $name:ident($($expected:literal),+ $(,)?) { $($function:tt)+ }
    )+) => {$(
        $(#[doc = $doc])*
        #[allow(
            unused_parens,
            clippy::complexity,
            clippy::pedantic,
            clippy::perf,
            clippy::style,
            reason = "the body is there for its form"
        )]
        mod $name {
            use super::*;

            #[middleware_core::middleware(both)]
            $($function)+

            #[test]
            fn does_the_same_in_both_modes() {
                crate::translation::check(
                    |inside, log| middleware_core::Layer::wrap(case(log), inside).boxed(),
                    [$($expected),+],
                );
            }
        }
    )+};
}

mod blocks;
mod captures;
mod control_flow;
mod expressions;
mod function_form;
mod further;
mod generated;
mod helpers;
mod items;
mod macros;
mod pairs;
mod patterns;
mod scopes;

/// What happened in one drive, in order.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn note(&self, what: impl Into<String>) {
        self.0.lock().unwrap().push(what.into());
    }

    /// Takes what was noted, with the answer behind it.
    fn take(&self, answer: Response) -> String {
        let mut notes = std::mem::take(&mut *self.0.lock().unwrap());
        notes.push(match answer {
            Ok(text) => format!("-> Ok({text})"),
            Err(Failure(why)) => format!("-> Err({why})"),
        });
        notes.join(" ")
    }
}

/// Notes the end of a scope.
struct OnDrop<'a>(&'a Log, &'static str);

impl Drop for OnDrop<'_> {
    fn drop(&mut self) {
        self.0.note(format!("drop({})", self.1));
    }
}

type App = GetResponse<BoxHandler<Request, Response>>;

/// The view notes the text that it gets and adds a dot to it. It fails on what starts with `bad`, and the
/// first time in a drive on what starts with `flaky`.
fn view(mode: Mode, log: &Log) -> App {
    let log = log.clone();
    let answer = move |request: Request| {
        let note = format!("view({request})");
        let mut notes = log.0.lock().unwrap();
        let is_first = !notes.iter().any(|note| note.starts_with("view("));
        notes.push(note);
        if request.starts_with("bad") || (request.starts_with("flaky") && is_first) {
            Err(Failure(request))
        } else {
            Ok(request + ".")
        }
    };
    let chain = Chain::<Request, Response>::new();
    match mode {
        Mode::Sync => chain.view(answer).boxed(),
        Mode::Async => chain
            .view(move |request: Request| {
                let answer = answer.clone();
                async move {
                    suspend().await;
                    let answer = answer(request);
                    suspend().await;
                    answer
                }
            })
            .boxed(),
    }
}

/// Drives a layer around both views in every way, and compares what happens with what is expected of the
/// three requests.
fn check(build: fn(App, Log) -> App, expected: [&str; 3]) {
    for mode in [Mode::Sync, Mode::Async] {
        for (request, expected) in ["good", "bad", "flaky"].into_iter().zip(expected) {
            let log = Log::default();
            let app = build(view(mode, &log), log.clone());

            let plan = app.plan();
            let layer = plan.layers().next().expect("it is one layer");
            assert_eq!((layer.capability(), layer.mode()), (Capability::Both, mode));
            assert_eq!(plan.hops(mode), 0);

            let observe = move |answer| log.take(answer);
            for (way, happened) in drive_everywhere(&app, &request.to_owned(), observe) {
                assert_eq!(happened, expected, "`{request}` around the {mode:?} view, {way}");
            }
        }
    }
}

/// The view is as the tables expect it: without a layer that would hide it.
#[test]
fn the_view_fails_on_what_is_bad_and_once_on_what_is_flaky() {
    #[middleware(both)]
    fn again<G>(request: Request, get_response: &GetResponse<G>) -> Response {
        let _first = get_response.call(request.clone());
        get_response.call(request)
    }
    check(
        |inside, _| again().wrap(inside).boxed(),
        [
            "view(good) view(good) -> Ok(good.)",
            "view(bad) view(bad) -> Err(bad)",
            "view(flaky) view(flaky) -> Ok(flaky.)",
        ],
    );
}
