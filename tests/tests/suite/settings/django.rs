//! Django's rule, by way of a registry and a list of names: for every recorded case the same layers used, the
//! same modes, the same bridges in the same places, and an error where Django has one.

use middleware_core::{
    chain::Identity,
    plan::Skipped,
    settings::{Built, Format, Problem, Registry, Settings},
};
use middleware_tests::{
    AsyncStep, BothStep, Does, Request, Response, Step, SyncStep, Trace,
    django::{self, Case},
    step::view,
};

/// A fault of a constructor.
///
/// Neither letter can be written in Rust as it is in Python. A middleware that is neither sync nor async is a
/// compile error (`ui/neither_half.rs`), and so is a constructor that returns nothing, because its type
/// requires a layer. What is left of them at run time is a constructor that returns an error.
#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error("it has neither half")]
    NeitherHalf,
    #[error("its constructor gives nothing")]
    Nothing,
}

/// A layer for each letter.
fn registry(trace: &Trace) -> Registry<Request, Response> {
    let mut registry = Registry::new();
    let step = |trace: &Trace| {
        let trace = trace.clone();
        move || Step::new(0, Does::Pass, &trace)
    };
    let (sync, r#async, both) = (step(trace), step(trace), step(trace));
    registry.add("oracle.S", move || SyncStep::layer(sync()));
    registry.add("oracle.A", move || AsyncStep::layer(r#async()));
    registry.add("oracle.B", move || BothStep::layer(both()));
    for name in ["oracle.s", "oracle.a", "oracle.b"] {
        registry.add(name, || Built::<Identity>::skip("not used"));
    }
    registry.add("oracle.N", || Err::<Identity, _>(Fault::NeitherHalf));
    registry.add("oracle.Z", || Err::<Identity, _>(Fault::Nothing));
    registry
}

fn settings(case: &Case) -> Settings {
    let names: Vec<_> = case.seq.chars().map(|letter| format!("\"oracle.{letter}\"")).collect();
    Settings::parse(&format!("middleware = [{}]", names.join(", ")), Format::Toml).unwrap()
}

fn check(case: &Case) {
    let trace = Trace::default();
    let built = registry(&trace).build(&settings(case), view(case.mode(), false, &trace));
    let Some(recorded) = &case.error else {
        let app = built.unwrap_or_else(|errors| panic!("{}: {errors}", case.id));
        case.assert_app(&app, &trace);
        let plan = app.plan();
        let skipped: Vec<_> = plan.skipped().map(|(_, skipped)| skipped).collect();
        let letter = |at: usize| format!("oracle.{}", &case.seq[at..=at]);
        let expected: Vec<_> = case.skipped().into_iter().map(letter).collect();
        assert_eq!(
            skipped.iter().copied().map(Skipped::name).collect::<Vec<_>>(),
            expected,
            "{}",
            case.id
        );
        assert!(skipped.iter().all(|skipped| skipped.reason() == "not used"), "{}", case.id);
        return;
    };
    let errors = built.expect_err(&case.id);
    let faulty = case.seq.chars().enumerate().filter(|(_, letter)| "NZ".contains(*letter));
    let faulty: Vec<_> = faulty.map(|(at, letter)| (at + 1, format!("oracle.{letter}"))).collect();
    let told = errors.iter().map(|error| {
        assert!(matches!(error.problem(), Problem::Constructor(_)), "{}: {error}", case.id);
        (error.entry().unwrap(), error.name().unwrap().to_owned())
    });
    let told: Vec<_> = told.collect();
    // All of them, where Django reports the innermost.
    assert_eq!(told, faulty, "{}", case.id);
    let (entry, name) = told.last().unwrap();
    let django_s = format!("oracle_mw.{}{}", &name["oracle.".len()..], entry - 1);
    assert!(recorded.message.contains(&django_s), "{}: {}", case.id, recorded.message);
}

#[test]
fn every_recorded_case_holds() {
    let cases = django::cases(include_str!("../../../data/django/visible.jsonl"));
    assert_eq!(cases.len(), 160);
    cases.iter().for_each(check);
}

#[test]
fn every_case_with_layers_that_are_skipped_or_fail_holds() {
    let cases = django::cases(include_str!("../../../data/django/edge_visible.jsonl"));
    assert_eq!(cases.len(), 176);
    assert_eq!(cases.iter().filter(|case| case.error.is_some()).count(), 56);
    cases.iter().for_each(check);
}
