//! The rule gives the fewest bridges: no other modes of a chain's layers would give fewer.

use middleware_core::{Capability, Mode, Plan, plan::Bridge};
use proptest::{collection::vec, prelude::*, sample::select};

const MODES: [Mode; 2] = [Mode::Sync, Mode::Async];

fn plan(capabilities: &[Capability], view: Mode) -> Plan {
    let view = Plan::of_view("view", view);
    capabilities
        .iter()
        .rev()
        .fold(view, |inside, capability| inside.wrapped_in("Layer", *capability))
}

/// Whether a layer can run so.
fn can(capability: Capability, mode: Mode) -> bool {
    match capability {
        Capability::SyncOnly => mode == Mode::Sync,
        Capability::AsyncOnly => mode == Mode::Async,
        Capability::Both => true,
    }
}

/// The fewest bridges of all modes that the layers can have: tried one by one.
fn fewest(capabilities: &[Capability], view: Mode, caller: Mode) -> usize {
    let assignments = (0..1_usize << capabilities.len())
        .map(|bits| (0..capabilities.len()).map(|at| MODES[bits >> at & 1]).collect::<Vec<_>>());
    let possible = assignments.filter(|modes| {
        capabilities.iter().zip(modes).all(|(capability, mode)| can(*capability, *mode))
    });
    let bridges = possible.map(|modes| {
        let track: Vec<_> = [caller].into_iter().chain(modes).chain([view]).collect();
        track.windows(2).filter(|pair| Bridge::between(pair[0], pair[1]).is_some()).count()
    });
    bridges.min().expect("every layer can run in some mode")
}

fn check(capabilities: &[Capability], view: Mode, caller: Mode) {
    let plan = plan(capabilities, view);
    let planned = plan.bridge_count(caller);
    assert_eq!(planned, fewest(capabilities, view, caller), "called from {caller} code:\n{plan}");
    // Each of those inside has a reason, and nothing else has.
    let reasons = (0..capabilities.len()).filter(|at| plan.reason(*at).is_some()).count();
    assert_eq!(reasons, plan.bridges().count());
}

const CAPABILITIES: [Capability; 3] =
    [Capability::SyncOnly, Capability::AsyncOnly, Capability::Both];

proptest! {
    #![proptest_config(ProptestConfig { cases: middleware_tests::size(256, 20_000), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_other_modes_give_fewer_bridges(
        capabilities in vec(select(CAPABILITIES.to_vec()), 0..=10),
        view in select(MODES.to_vec()),
        caller in select(MODES.to_vec()),
    ) {
        check(&capabilities, view, caller);
    }
}
