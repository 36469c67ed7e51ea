//! What layers ask of their places: where chains are built, in plans, and where layers are switched off.

use std::panic::{AssertUnwindSafe, catch_unwind};

use middleware_core::{
    Capability, Chain, Either, GetResponse, Mode, Plan, middleware,
    ordering::{OrderingRule, OrderingRules},
    plan::Change,
    settings::{Registry, Settings},
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
    let plan = Chain::<u32, u32>::new().with(session()).with(login()).view(|n: u32| n).plan();
    let rules: Vec<_> = plan.layers().map(middleware_core::plan::Layer::rules).collect();
    assert_eq!(rules, [&[OrderingRule::Unique][..], &[OrderingRule::NeedsOutside("shop.session")]]);
}

#[middleware(outside_of = "shop.login")]
struct Security<G> {
    get_response: GetResponse<G>,
}

#[middleware(both)]
impl<G> Security<G> {
    fn call(&self, request: u32) -> u32 {
        self.get_response.call(request)
    }
}

#[middleware(both, inside_of = "Security")]
fn locale<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
    get_response.call(request)
}

#[middleware(both, needs_inside = "shop.session")]
fn cache<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
    get_response.call(request)
}

#[middleware(both, innermost)]
fn fallback<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
    get_response.call(request)
}

type Layers = Chain<u32, u32>;

fn view(n: u32) -> u32 {
    n
}

/// The message of the panic with which a chain is refused.
fn refused<T>(build: impl FnOnce() -> T) -> String {
    let Err(payload) = catch_unwind(AssertUnwindSafe(build)) else { panic!("it is accepted") };
    *payload.downcast::<String>().unwrap()
}

macro_rules! assert_refused {
    ($($chain:expr => $message:literal)+) => {
        $(assert_eq!(refused(|| $chain), $message);)+
    };
}

#[test]
fn a_chain_whose_layers_are_misplaced_is_refused() {
    assert_refused! {
        Layers::new().with(session()).with(catch()).view(view)
            => "`catch` must be outermost, but `shop.session` is outside it: list `catch` before all other layers"
        Layers::new().with(session()).with(locale()).with(session()).view(view)
            => "`shop.session` can be in a chain only once: remove one of the two"
        Layers::new().with(login()).with(session()).view(view)
            => "`shop.login` needs `shop.session` outside it: list `shop.login` after `shop.session`"
        Layers::new().with(login()).view(view)
            => "`shop.login` needs `shop.session` outside it: list `shop.session` before `shop.login`"
        Layers::new().with(session()).with(login()).with(Security::layer()).view(view)
            => "`Security` must be outside `shop.login`: list it before `shop.login`"
        Layers::new().with(locale()).with(Security::layer()).view(view)
            => "`locale` must be inside `Security`: list it after `Security`"
        Layers::new().with(session()).with(cache()).view(view)
            => "`cache` needs `shop.session` inside it: list `cache` before `shop.session`"
        Layers::new().with(cache()).view(view)
            => "`cache` needs `shop.session` inside it: list `shop.session` after `cache`"
        Layers::new().with(fallback()).with(locale()).view(view)
            => "`fallback` must be innermost, but `locale` is inside it: list `fallback` after all other layers"
    }
}

#[test]
fn so_is_one_in_a_chain_or_behind_a_box() {
    assert_refused! {
        Layers::new().with(locale()).with(Layers::new().with(catch()).with(session())).view(view)
            => "`catch` must be outermost, but `locale` is outside it: list `catch` before all other layers"
        Layers::new().with(session()).boxed().with(locale()).with(catch()).view(view)
            => "`catch` must be outermost, but `shop.session` is outside it: list `catch` before all other layers"
        Layers::new().with_if(true, locale()).with(catch()).view(view)
            => "`catch` must be outermost, but `locale` is outside it: list `catch` before all other layers"
        Layers::new().with_if(false, session()).with(login()).view(view)
            => "`shop.login` needs `shop.session` outside it: list `shop.session` before `shop.login`"
    }
}

#[test]
fn a_chain_whose_layers_are_in_place_is_accepted() {
    let layers = Layers::new().with(catch()).with(Security::layer()).with(cache());
    let app = layers.with(session()).with(login()).with(locale()).with(fallback()).view(view);
    assert_eq!(app.call(1), 1);
    let app = Layers::new().with(cache()).with(session()).boxed().with(login()).view(view);
    assert_eq!(app.call(1), 1);
    let app = Layers::new().with(session()).with(Layers::new().with(login()).boxed()).view(view);
    assert_eq!(app.call(1), 1);
    // What is not there breaks no rule.
    let app = Layers::new().with_if(false, session()).with(catch()).view(view);
    assert_eq!(app.call(1), 1);
    let app = Layers::new().with_if(true, session()).with_if(false, session()).view(view);
    assert_eq!(app.call(1), 1);
    let either = |is_sync| if is_sync { Either::Left(fetch()) } else { Either::Right(catch()) };
    let app = Layers::new().with(either(false)).with(either(true)).view(view);
    assert_eq!(app.call(1), 1);
}

/// It is checked by itself.
#[test]
fn a_finished_chain_keeps_its_order_as_a_view() {
    let inner = Layers::new().with(catch()).with(session()).view(view);
    let app = Layers::new().with(session()).with(cache()).view(inner.clone());
    assert_eq!(app.call(1), 1);
    let app = Layers::new().with(fallback()).view(inner.boxed());
    assert_eq!(app.call(1), 1);
}

#[test]
fn a_part_of_a_tower_stack_is_checked_but_for_what_it_needs() {
    use tower_layer::Layer as _;

    let service = || view_service();
    let _ = Layers::new().with(login()).into_layer().layer(service());
    assert_refused! {
        Layers::new().with(session()).with(catch()).into_layer().layer(service())
            => "`catch` must be outermost, but `shop.session` is outside it: list `catch` before all other layers"
    }
}

fn view_service() -> middleware_core::tower::ChainService<u32, u32, std::convert::Infallible> {
    Layers::new().view(view).into_service()
}

#[test]
fn advice_moves_no_layer_to_where_it_must_not_be() {
    let reorder = Change::Move { from: 0, to: 1 };
    let write = Change::Write { half: Mode::Async, layers: vec![0] };

    let free = Chain::<u32, u32>::new().with(session()).with(fetch()).view(|n: u32| n).plan();
    assert_eq!(free.advice(Mode::Async).changes(), [write.clone(), reorder]);

    let held = Chain::<u32, u32>::new().with(session()).with(login()).view(|n: u32| n).plan();
    assert_eq!(held.advice(Mode::Async).changes(), [write]);
}

/// A move that would mend one rule and break another is not advised.
#[test]
fn advice_breaks_no_rule_for_another() {
    let rules = &[OrderingRule::InsideOf("L2"), OrderingRule::OutsideOf("L1")];
    let plan = Plan::of_view("view", Mode::Async)
        .wrapped_in("L2", Capability::Both)
        .wrapped_in("L1", Capability::SyncOnly)
        .wrapped_in("L0", Capability::AsyncOnly)
        .with_ordering(OrderingRules { name: "L0", rules });
    let write = Change::Write { half: Mode::Sync, layers: vec![0] };
    assert_eq!(plan.advice(Mode::Sync).changes(), [write]);
}

#[test]
fn a_list_gives_its_names_and_rules_to_the_plan_and_to_its_advice() {
    let registry = |rule: fn(&mut middleware_core::settings::Rules)| {
        let mut registry = Registry::<u32, u32>::new();
        rule(registry.add("first", session));
        registry.add("second", fetch);
        let settings: Settings = ["first", "second"].into_iter().collect();
        registry.build(&settings, |n: u32| n).unwrap().plan()
    };
    let plan = registry(|_| {});
    assert_eq!(names(&plan), ["first", "second"]);
    let advice = plan.advice(Mode::Async).to_string();
    assert!(
        advice.ends_with("or move it directly inside `second`, and one bridge is left."),
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
    registry.add("pair", || Chain::<u32, u32>::new().with(session()).with(fetch()));
    registry.add("nothing", Chain::<u32, u32>::new);
    let settings: Settings = ["nothing", "pair", "nothing"].into_iter().collect();
    let app = registry.build(&settings, |n: u32| n).unwrap();
    assert_eq!(names(&app.plan()), ["pair", "fetch"]);
}
