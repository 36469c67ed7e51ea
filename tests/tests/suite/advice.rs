//! The plan's advice: no other single change removes more bridges, and what layers ask of their places is respected.

use middleware_core::{
    Capability, Mode, Plan,
    ordering::{OrderingRule, OrderingRules},
    plan::{Change, Cost, Layer},
};
use proptest::{collection::vec, prelude::*, sample::select};

const MODES: [Mode; 2] = [Mode::Sync, Mode::Async];
const CAPABILITIES: [Capability; 3] =
    [Capability::SyncOnly, Capability::AsyncOnly, Capability::Both];

/// A plan of layers that are named for their places, outermost first.
fn plan(capabilities: &[Capability], view: Mode) -> Plan {
    let layers = capabilities.iter().enumerate().rev();
    layers.fold(Plan::of_view("view", view), |inside, (at, capability)| {
        inside.wrapped_in(format!("L{at}"), *capability)
    })
}

/// The same, where the layer at the first place requires to be outside the one at the second.
fn plan_with_rule(
    capabilities: &[Capability],
    view: Mode,
    (first, second): (usize, usize),
) -> Plan {
    const RULES: [OrderingRule; 10] = [
        OrderingRule::OutsideOf("L0"),
        OrderingRule::OutsideOf("L1"),
        OrderingRule::OutsideOf("L2"),
        OrderingRule::OutsideOf("L3"),
        OrderingRule::OutsideOf("L4"),
        OrderingRule::OutsideOf("L5"),
        OrderingRule::OutsideOf("L6"),
        OrderingRule::OutsideOf("L7"),
        OrderingRule::OutsideOf("L8"),
        OrderingRule::OutsideOf("L9"),
    ];
    let layers = capabilities.iter().enumerate().rev();
    layers.fold(Plan::of_view("view", view), |inside, (at, capability)| {
        let plan = inside.wrapped_in(format!("L{at}"), *capability);
        let rules = if at == first { &RULES[second..=second] } else { &[] };
        plan.with_ordering(OrderingRules { name: NAMES[at], rules })
    })
}

const NAMES: [&str; 10] = ["L0", "L1", "L2", "L3", "L4", "L5", "L6", "L7", "L8", "L9"];

/// What a change makes of a list, and the order in which its layers then stand.
fn changed(capabilities: &[Capability], change: &Change) -> (Vec<Capability>, Vec<usize>) {
    let mut layers: Vec<_> = capabilities.iter().copied().enumerate().collect();
    match change {
        Change::Write { layers: lacking, .. } => {
            for at in lacking {
                layers[*at].1 = Capability::Both;
            }
        }
        Change::Move { from, to } => {
            let layer = layers.remove(*from);
            layers.insert(*to, layer);
        }
        _ => {}
    }
    layers.into_iter().map(|(at, capability)| (capability, at)).unzip()
}

fn single_changes(length: usize) -> impl Iterator<Item = Change> {
    let halves = (0..length).map(|at| Change::Write { half: Mode::Sync, layers: vec![at] });
    let moves =
        (0..length).flat_map(move |from| (0..length).map(move |to| Change::Move { from, to }));
    halves.chain(moves)
}

fn names(plan: &Plan) -> Vec<&str> {
    plan.layers().map(Layer::name).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: middleware_tests::size(256, 20_000), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_other_single_change_removes_more(
        capabilities in vec(select(CAPABILITIES.to_vec()), 0..=10),
        view in select(MODES.to_vec()),
        caller in select(MODES.to_vec()),
        // The layer that requires to be outside another one, if there are so many.
        (first, second) in (0..10_usize, 0..10_usize),
    ) {
        let is_asked = first < second && second < capabilities.len();
        let now = if is_asked {
            plan_with_rule(&capabilities, view, (first, second))
        } else {
            plan(&capabilities, view)
        };
        let position = |order: &[usize], layer| order.iter().position(|at| *at == layer);
        let may_stand = |order: &[usize]| {
            !is_asked || position(order, first) <= position(order, second)
        };
        let left = |change: &Change| {
            let (capabilities, order) = changed(&capabilities, change);
            let is_allowed = !matches!(change, Change::Move { .. }) || may_stand(&order);
            is_allowed.then(|| plan(&capabilities, view).bridge_count(caller))
        };
        let fewest = single_changes(capabilities.len()).filter_map(|change| left(&change)).min();
        let fewest = fewest.unwrap_or(usize::MAX).min(now.bridge_count(caller));

        let advice = now.advice(caller);
        for change in advice.changes() {
            let after = now.after(change);
            prop_assert!(after.bridge_count(caller) < now.bridge_count(caller), "{advice}");
            let several = matches!(change, Change::Write { layers, .. } if layers.len() > 1);
            if several || *change == Change::View {
                prop_assert_eq!(fewest, now.bridge_count(caller), "{}", &advice);
            } else {
                prop_assert_eq!(Some(fewest), left(change), "{}", &advice);
                prop_assert_eq!(after.bridge_count(caller), fewest);
            }
            if *change != Change::View {
                let (expected, order) = changed(&capabilities, change);
                let expected = plan(&expected, view);
                let modes = |plan: &Plan| plan.layers().map(Layer::mode).collect::<Vec<_>>();
                prop_assert_eq!(modes(&after), modes(&expected));
                let order: Vec<_> = order.iter().map(|at| format!("L{at}")).collect();
                prop_assert_eq!(names(&after), order);
            }
        }
        if advice.changes().is_empty() {
            prop_assert_eq!(fewest, now.bridge_count(caller), "{}", &advice);
        }
    }

    #[test]
    fn crossings_are_the_bridges_and_the_hop(
        capabilities in vec(select(CAPABILITIES.to_vec()), 0..=10),
        view in select(MODES.to_vec()),
        caller in select(MODES.to_vec()),
    ) {
        let plan = plan(&capabilities, view);
        let crossings: Vec<_> = plan.crossings(caller).collect();
        prop_assert_eq!(crossings.len(), plan.bridge_count(caller));
        let hops = crossings.iter().filter(|crossing| crossing.cost() == Cost::Hop).count();
        prop_assert_eq!(hops, plan.hops(caller));
        let inside: Vec<_> = crossings
            .iter()
            .filter_map(|crossing| Some((crossing.outside()?, crossing.bridge())))
            .collect();
        prop_assert_eq!(inside, plan.bridges().collect::<Vec<_>>());
    }
}

#[test]
fn it_reads_as_sentences() {
    use Capability::{AsyncOnly, Both, SyncOnly};

    let advice = |capabilities: &[Capability], view, caller| {
        plan(capabilities, view).advice(caller).to_string()
    };
    let cases = [
        (
            advice(&[Both], Mode::Sync, Mode::Sync),
            "Called from sync code, this chain has no bridge.",
        ),
        (
            advice(&[], Mode::Sync, Mode::Async),
            "Called from async code, this chain has a bridge:\n\
             - around the view, async to sync, because the view `view` is sync: the hop, to a pool thread\n\
             Make the view `view` async, and no bridge is left.",
        ),
        (
            advice(&[SyncOnly], Mode::Sync, Mode::Async),
            "Called from async code, this chain has a bridge:\n\
             - around `L0`, async to sync, because `L0` has no `acall`: the hop, to a pool thread\n\
             No single change removes it.",
        ),
        (
            advice(&[AsyncOnly, Both, SyncOnly], Mode::Sync, Mode::Sync),
            "Called from sync code, this chain has 2 bridges:\n\
             - around `L0`, sync to async, because `L0` has no `call`: blocks until the response is ready\n\
             - inside `L0`, async to sync, because `L0` has no `call`: inline, on a thread that may block\n\
             Give `L0` a `call`, and no bridge is left.",
        ),
        (
            advice(&[SyncOnly, Both, SyncOnly, Both], Mode::Async, Mode::Async),
            "Called from async code, this chain has 2 bridges:\n\
             - around `L0`, async to sync, because `L0` has no `acall`: the hop, to a pool thread\n\
             - inside `L2`, sync to async, because `L2` has no `acall`: blocks until the response is ready\n\
             Give `L0` and `L2` an `acall` each, and no bridge is left.",
        ),
        (
            advice(&[AsyncOnly, SyncOnly, Both, AsyncOnly], Mode::Sync, Mode::Async),
            "Called from async code, this chain has 3 bridges:\n\
             - inside `L0`, async to sync, because `L0` has no `call`: the hop, to a pool thread\n\
             - inside `L1`, sync to async, because `L1` has no `acall`: blocks until the response is ready\n\
             - inside `L3`, async to sync, because `L3` has no `call`: inline, on a thread that may block\n\
             Give `L1` an `acall`, or move it directly inside `L3`, and one bridge is left.",
        ),
    ];
    for (advice, expected) in cases {
        assert_eq!(advice, expected);
    }
}
