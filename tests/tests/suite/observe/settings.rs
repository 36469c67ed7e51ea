//! Chains from settings.

use middleware_core::{
    observe::Observation,
    settings::{Format, Registry, Settings},
};

use super::{Reply, Wish, answer, async_nap, gate, parts, sync_nap};

fn registry(observation: &Observation) -> Registry<Wish, Reply> {
    let mut registry = Registry::new();
    registry.add("shop.Gate", gate);
    registry.add("shop.SyncNap", sync_nap);
    registry.add("shop.AsyncNap", async_nap);
    registry.observe(observation);
    registry
}

#[tokio::test]
async fn a_chain_from_settings() {
    let observation = Observation::new("settings");
    let settings = Settings::from_iter(["shop.AsyncNap", "shop.Gate", "shop.SyncNap"]);
    let app = registry(&observation).build(&settings, answer).unwrap();
    for wish in [Wish::Answer, Wish::ShortCircuit, Wish::Fail] {
        drop(app.acall(wish).await);
    }
    let snapshot = observation.snapshot();
    let rows = snapshot.layers.iter().map(|row| (&*row.name, row.outcomes.requests()));
    let rows: Vec<_> = rows.collect();
    assert_eq!(rows, [("shop.AsyncNap", 3), ("shop.Gate", 3), ("shop.SyncNap", 2)]);
    assert_eq!((snapshot.total.count(), snapshot.hops), (3, 3));
    let (parts, total) = (parts(&snapshot), snapshot.total.sum());
    assert!(total.abs_diff(parts) * 100 <= total, "{parts:?} of {total:?}");
}

#[test]
fn an_observed_layer_allocates_no_more() {
    let allocations = |text: &str| {
        let observation = Observation::new("boxes");
        let settings = Settings::parse(text, Format::Toml).unwrap();
        let app = registry(&observation).build(&settings, async |_| Ok(1)).unwrap();
        let request = || drop(pollster::block_on(app.acall(Wish::Answer)));
        (0..3).for_each(|_| request());
        (allocation_counter::measure(request).count_total, observation.snapshot().total.count())
    };
    let (observed, count) = allocations("middleware = ['shop.Gate', 'shop.Gate']");
    let (plain, none) = allocations("middleware = ['shop.Gate', 'shop.Gate']\nobserve = false");
    assert_eq!((count, none), (4, 0));
    assert_eq!(observed, plain);
}
