//! Several chains, nested ones, layers that are listed twice or skipped, and chains that are built again.

use middleware_core::{Chain, observe::Observation};

use super::{Reply, Wish, answer, gate};

#[test]
fn two_observations_of_one_name_are_numbered() {
    let first = Observation::new("same name");
    let second = Observation::new("same name");
    assert_eq!((first.name(), second.name()), ("same name", "same name 2"));
}

#[test]
fn layers_that_are_listed_twice_are_two_rows() {
    let observation = Observation::new("listed twice");
    let chain = Chain::<Wish, Reply>::new().observe(&observation).with(gate()).with(gate());
    let app = chain.view(answer);
    app.call(Wish::ShortCircuit).unwrap();
    let snapshot = observation.snapshot();
    let counts = snapshot.layers.iter().map(|layer| (&*layer.name, layer.outcomes.requests()));
    assert_eq!(counts.collect::<Vec<_>>(), [("gate", 1), ("gate 2", 0)]);
}

#[test]
fn a_nested_chain_has_figures_of_its_own() {
    let (outer, inner) = (Observation::new("outer"), Observation::new("inner"));
    let nested = Chain::<Wish, Reply>::new().observe(&inner).with(gate()).view(answer);
    let app = Chain::<Wish, Reply>::new()
        .observe(&outer)
        .with(gate())
        .view(move |request: Wish| nested.call(request));
    app.call(Wish::Answer).unwrap();
    app.call(Wish::ShortCircuit).unwrap();
    assert_eq!((outer.snapshot().total.count(), inner.snapshot().total.count()), (2, 1));
}

#[test]
fn a_skipped_layer_has_no_figures() {
    let observation = Observation::new("skipped");
    let app = Chain::<Wish, Reply>::new()
        .observe(&observation)
        .with_if(false, super::sync_nap())
        .with(gate())
        .view(answer);
    app.call(Wish::Answer).unwrap();
    let snapshot = observation.snapshot();
    assert_eq!(snapshot.layers.len(), 1);
    assert_eq!(snapshot.layers[0].outcomes.responses, 1);
    assert_eq!(snapshot.skipped[0].name, "sync_nap");
}

#[test]
fn a_chain_that_is_built_again_starts_again() {
    let observation = Observation::new("built again");
    let build = || Chain::<Wish, Reply>::new().observe(&observation).with(gate()).view(answer);
    let old = build();
    old.call(Wish::Answer).unwrap();
    assert_eq!(observation.snapshot().total.count(), 1);
    let new = build();
    assert_eq!(observation.snapshot().total.count(), 0);
    old.call(Wish::Answer).unwrap();
    new.call(Wish::Answer).unwrap();
    assert_eq!(observation.snapshot().total.count(), 1);
}

#[test]
fn clones_of_layers_share_their_figures() {
    let observation = Observation::new("clones");
    let layers = Chain::<Wish, Reply>::new().observe(&observation).with(gate());
    let (one, two) = (layers.clone().view(answer), layers.view(answer));
    one.call(Wish::Answer).unwrap();
    two.call(Wish::Answer).unwrap();
    assert_eq!(observation.snapshot().layers[0].outcomes.responses, 2);
}
