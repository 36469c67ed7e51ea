//! A layer that is skipped is as if it were not listed.

use middleware_core::{
    BoxHandler, GetResponse, Mode,
    chain::Identity,
    middleware,
    settings::{Built, Registry, Settings},
};
use middleware_tests::{
    AsyncStep, BothStep, Does, Request, Response, Step, SyncStep, Trace, step::view,
};

/// A layer of each capability, and one that declines of each.
fn registry(trace: &Trace) -> Registry<Request, Response> {
    let mut registry = Registry::new();
    macro_rules! register {
        ($name:literal, $layer:ident) => {
            for declines in [false, true] {
                let trace = trace.clone();
                let name = if declines { concat!("declined.", $name) } else { $name };
                registry.add(name, move || {
                    let layer = $layer::layer(Step::new(1, Does::Pass, &trace));
                    if declines { Built::skip("no need") } else { Built::Layer(layer) }
                });
            }
        };
    }
    register!("sync", SyncStep);
    register!("async", AsyncStep);
    register!("both", BothStep);
    registry
}

const NAMES: [&str; 3] = ["sync", "async", "both"];

#[test]
fn at_each_position_it_leaves_no_bridge_behind() {
    let trace = Trace::default();
    let registry = registry(&trace);
    let build = |names: &[&str], mode| {
        let settings = names.iter().copied().collect::<Settings>();
        let app = registry.build(&settings, view(mode, false, &trace)).unwrap();
        assert_eq!(app.call("hello".to_owned()), Ok("hello".to_owned()));
        app
    };
    for mode in [Mode::Sync, Mode::Async] {
        for (outer, inner) in NAMES.iter().flat_map(|outer| NAMES.map(|inner| (*outer, inner))) {
            let without = build(&[outer, inner], mode);
            for declines in NAMES {
                let declined = format!("declined.{declines}");
                for at in 0..=2 {
                    let mut names = vec![outer, inner];
                    names.insert(at, &declined);
                    let with = build(&names, mode);
                    assert_eq!(with.mode(), without.mode(), "{names:?}");
                    let (plan, expected) = (with.plan(), without.plan());
                    assert!(plan.layers().eq(expected.layers()), "{names:?}");
                    assert!(plan.bridges().eq(expected.bridges()), "{names:?}");
                    let skipped = plan.skipped().map(|(at, skipped)| (at, skipped.name()));
                    assert_eq!(skipped.collect::<Vec<_>>(), [(at, &*declined)]);
                }
            }
        }
    }
}

#[test]
fn the_plan_shows_it_with_its_reason() {
    let trace = Trace::default();
    let names = ["declined.sync", "both", "declined.both", "declined.async"];
    let settings = names.into_iter().collect::<Settings>();
    let app = registry(&trace).build(&settings, view(Mode::Async, false, &trace)).unwrap();
    let expected = "\
called from sync code: bridge sync to async, because the view `closure in view` is async: blocks until the response is ready, no hop
called from async code: direct, no hop
 │
 │  layer            capability   mode
 ┆  declined.sync    skipped: no need
 ├─ both             both         async
 ┆  declined.both    skipped: no need
 ┆  declined.async   skipped: no need
 └─ closure in view  view         async
";
    let plan = app.plan().to_string();
    let shown: Vec<_> =
        plan.lines().map(|line| line.split_whitespace().collect::<Vec<_>>()).collect();
    let expected: Vec<_> =
        expected.lines().map(|line| line.split_whitespace().collect::<Vec<_>>()).collect();
    assert_eq!(shown, expected, "{plan}");
}

#[test]
fn a_view_that_others_hold_too_is_not_changed() {
    let trace = Trace::default();
    let view = view(Mode::Async, false, &trace);
    let settings = ["declined.sync"].into_iter().collect::<Settings>();
    let app = registry(&trace).build(&settings, view.clone()).unwrap();
    assert_eq!(app.plan().skipped().count(), 1);
    assert_eq!(view.plan().skipped().count(), 0);
}

/// Allocations of a request through a chain of these layers.
fn allocations(names: &[&str], mode: Mode) -> u64 {
    let settings = names.iter().copied().collect::<Settings>();
    let mut registry = Registry::<u32, u32>::new();
    registry.add("both", pass);
    registry.add("declined", || Built::<Identity>::skip("no need"));
    let count = |app: GetResponse<BoxHandler<u32, u32>>| {
        let request = || match mode {
            Mode::Sync => app.call(1),
            Mode::Async => pollster::block_on(app.acall(1)),
        };
        request();
        allocation_counter::measure(|| {
            request();
        })
        .count_total
    };
    match mode {
        Mode::Sync => count(registry.build(&settings, |n: u32| n).unwrap()),
        Mode::Async => count(registry.build(&settings, async |n: u32| n).unwrap()),
    }
}

#[middleware(both)]
fn pass<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
    get_response.call(request)
}

#[test]
fn a_layer_costs_one_allocation_and_one_that_is_skipped_none() {
    assert_eq!(allocations(&["both", "declined", "both"], Mode::Sync), 0);
    let view = allocations(&[], Mode::Async);
    for layers in 1..5 {
        let layers_only = vec!["both"; layers];
        let expected = view + u64::try_from(layers).unwrap();
        assert_eq!(allocations(&layers_only, Mode::Async), expected);
        let mixed: Vec<_> =
            layers_only.iter().flat_map(|both| ["declined", both, "declined"]).collect();
        assert_eq!(allocations(&mixed, Mode::Async), expected);
    }
}
