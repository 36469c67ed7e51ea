//! Django's rule: for every recorded case the same modes, and the same bridges in the same places, on
//! boxed chains and, for up to two layers, on static ones.

use middleware_core::{App, Chain, GetResponse, Mode};
use middleware_tests::{
    AsyncStep, BothStep, Does, Kind, Request, Response, Step, SyncStep, Trace,
    django::{self, Case},
    step::{chain, view},
};

fn cases() -> Vec<Case> {
    django::cases(include_str!("../../data/django/visible.jsonl"))
}

#[test]
fn boxed_chains_follow_the_rule() {
    let cases = cases();
    assert_eq!(cases.len(), 160);
    for case in cases {
        let trace = Trace::default();
        let kinds = case.kinds();
        let does = vec![Does::Pass; kinds.len()];
        let app = chain(&kinds, &does, view(case.mode(), false, &trace), &trace);
        assert_eq!(app.mode(), case.modes().first().copied().unwrap_or(case.mode()));
        case.assert_app(&app, &trace);
    }
}

#[test]
fn static_chains_follow_the_rule() {
    let mut checked = 0;
    for case in cases() {
        if case.kinds().len() <= 2 {
            assert_static(&case);
            checked += 1;
        }
    }
    assert_eq!(checked, 52);
}

/// Adds a layer of a kind that is known at run time, and goes on with each of the three chain types.
macro_rules! with_layer {
    ($chain:expr, $kind:expr, $trace:expr, |$longer:ident| $rest:expr) => {{
        let step = Step::new(0, Does::Pass, $trace);
        match $kind {
            Kind::Sync => {
                let $longer = $chain.with(SyncStep::layer(step));
                $rest
            }
            Kind::Async => {
                let $longer = $chain.with(AsyncStep::layer(step));
                $rest
            }
            Kind::Both => {
                let $longer = $chain.with(BothStep::layer(step));
                $rest
            }
        }
    }};
}

/// Finishes a chain with a view of the case's mode, and checks it.
macro_rules! finish {
    ($chain:expr, $case:expr, $trace:expr) => {
        match $case.mode() {
            Mode::Sync => assert_static_and_boxed($case, &$chain.view(sync_view), $trace),
            Mode::Async => assert_static_and_boxed($case, &$chain.view(async_view), $trace),
        }
    };
}

fn assert_static(case: &Case) {
    let trace = &Trace::default();
    let chain = Chain::<Request, Response>::new();
    match case.kinds()[..] {
        [] => finish!(chain, case, trace),
        [one] => with_layer!(chain, one, trace, |chain| finish!(chain, case, trace)),
        [outer, inner] => with_layer!(chain, outer, trace, |chain| {
            with_layer!(chain, inner, trace, |chain| finish!(chain, case, trace));
        }),
        _ => unreachable!("longer ones are checked boxed"),
    }
}

fn assert_static_and_boxed<H>(case: &Case, app: &GetResponse<H>, trace: &Trace)
where
    H: App<Request, Response = Response>,
{
    // The type-level mode is the one that runs; the value must say the same.
    let tag = std::any::type_name::<H::Mode>().rsplit("::").next().unwrap().to_lowercase();
    let tag = tag.trim_end_matches("mode");
    assert_eq!(tag, app.mode().to_string(), "{}", case.id);
    case.assert_app(app, trace);
    let boxed = app.clone().boxed();
    assert_eq!(boxed.plan(), app.plan(), "{}", case.id);
    case.assert_app(&boxed, trace);
}

#[allow(clippy::unnecessary_wraps, reason = "a view answers with a response")]
fn sync_view(request: Request) -> Response {
    Ok(request)
}

async fn async_view(request: Request) -> Response {
    Ok(request)
}
