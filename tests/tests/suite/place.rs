//! What layers ask of their places: kept by the compiler in `ui/build`, here in plans and where layers may be left out.

use middleware_core::{
    Capability, Chain, Either, GetResponse, Mode, Plan, middleware,
    place::{Place, Rule},
    plan::Change,
    registry::Registry,
    settings::Settings,
};

#[middleware(both, outermost)]
fn catch<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
    get_response.call(request)
}

#[middleware(sync_only, name = "shop.session", unique)]
fn session<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
    get_response.call(request)
}

#[middleware(async_only, name = "shop.login", needs_outside = "shop.session")]
async fn login<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
    get_response.acall(request).await
}

#[middleware(async_only, name = "shop.fetch")]
async fn fetch<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
    get_response.acall(request).await
}

fn names(plan: &Plan) -> Vec<&str> {
    plan.layers().map(middleware_core::plan::Layer::name).collect()
}

#[test]
fn the_plan_tells_the_rules() {
    let plan = Chain::<u32, u32>::new().with(session).with(login).view(|n: u32| n).plan();
    let rules: Vec<_> = plan.layers().map(middleware_core::plan::Layer::rules).collect();
    assert_eq!(rules, [&[Rule::Unique][..], &[Rule::NeedsOutside("shop.session")]]);
}

#[test]
fn two_layers_that_may_be_left_out_do_not_break_a_rule_with_each_other() {
    for is_sync in [true, false] {
        let app = Chain::<u32, u32>::new()
            .with_if(is_sync, session)
            .with_if(!is_sync, session)
            .with(if is_sync { Either::Left(fetch) } else { Either::Right(catch) })
            .view(|n: u32| n);
        assert_eq!(app.call(1), 1);
        assert_eq!(app.plan().layers().len(), 2);
    }
}

#[test]
fn a_layer_that_may_be_left_out_is_enough_for_one_that_needs_it() {
    let app = Chain::<u32, u32>::new().with(Some(session)).with(login).view(|n: u32| n);
    assert_eq!(app.call(1), 1);
}

#[test]
fn advice_moves_no_layer_to_where_it_must_not_be() {
    let reorder = Change::Move { from: 0, to: 1 };
    let write = Change::Write { half: Mode::Async, layers: vec![0] };

    let free = Chain::<u32, u32>::new().with(session).with(fetch).view(|n: u32| n).plan();
    assert_eq!(free.advice(Mode::Async).changes(), [write.clone(), reorder]);

    let held = Chain::<u32, u32>::new().with(session).with(login).view(|n: u32| n).plan();
    assert_eq!(held.advice(Mode::Async).changes(), [write]);
}

/// A move that would mend one rule and break another is not advised.
#[test]
fn advice_breaks_no_rule_for_another() {
    let rules = &[Rule::InsideOf("L2"), Rule::OutsideOf("L1")];
    let plan = Plan::of_view("view", Mode::Async)
        .wrapped_in("L2", Capability::Both)
        .wrapped_in("L1", Capability::SyncOnly)
        .wrapped_in("L0", Capability::AsyncOnly)
        .with_place(Place { name: "L0", rules });
    let write = Change::Write { half: Mode::Sync, layers: vec![0] };
    assert_eq!(plan.advice(Mode::Sync).changes(), [write]);
}

#[test]
fn a_list_gives_its_names_and_rules_to_the_plan_and_to_its_advice() {
    let registry = |rule: fn(&mut middleware_core::registry::Rules)| {
        let mut registry = Registry::<u32, u32>::new();
        rule(registry.add("first", || session));
        registry.add("second", || fetch);
        let settings: Settings = ["first", "second"].into_iter().collect();
        registry.build(&settings, |n: u32| n).unwrap().plan()
    };
    let plan = registry(|_| {});
    assert_eq!(names(&plan), ["first", "second"]);
    let advice = plan.advice(Mode::Async).to_string();
    assert!(
        advice.ends_with("or move it directly inside of `second`, and one bridge is left."),
        "{advice}"
    );

    let plan = registry(|rules| {
        rules.outside_of("second");
    });
    let advice = plan.advice(Mode::Async).to_string();
    assert!(advice.contains("`first` has no `acall`"), "{advice}");
    assert!(!advice.contains("move it"), "{advice}");
}

#[test]
fn a_layer_that_is_a_chain_is_listed_by_its_outermost_part() {
    let mut registry = Registry::<u32, u32>::new();
    registry.add("pair", || Chain::<u32, u32>::new().with(session).with(fetch));
    registry.add("nothing", Chain::<u32, u32>::new);
    let settings: Settings = ["nothing", "pair", "nothing"].into_iter().collect();
    let app = registry.build(&settings, |n: u32| n).unwrap();
    assert_eq!(names(&app.plan()), ["pair", "fetch"]);
}
