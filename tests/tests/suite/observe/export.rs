//! The crate `metrics`.

use metrics_util::{
    MetricKind,
    debugging::{DebugValue, DebuggingRecorder},
};
use middleware_core::{Chain, observe::Observation};

use super::{Reply, Wish, answer, gate};

#[test]
fn figures_reach_the_recorder() {
    let recorder = DebuggingRecorder::new();
    let exported = recorder.snapshotter();
    let observation = Observation::builder("exported").export().build();
    let chain = Chain::<Wish, Reply>::new().observe(&observation).with(gate()).with(gate());
    let app = chain.view(answer);
    metrics::with_local_recorder(&recorder, || {
        app.call(Wish::Answer).unwrap();
        app.call(Wish::ShortCircuit).unwrap();
        observation.update_gauges();
    });
    let mut rows: Vec<_> = exported
        .snapshot()
        .into_vec()
        .into_iter()
        .map(|(key, unit, text, value)| {
            assert!(unit.is_some() && text.is_some(), "{key:?}");
            let labels = key.key().labels().filter(|label| label.key() != "chain");
            let labels: Vec<_> = labels.map(|label| label.value().to_owned()).collect();
            let value = match value {
                DebugValue::Counter(count) => count,
                DebugValue::Gauge(value) => value.to_bits(),
                DebugValue::Histogram(values) => values.len() as u64,
            };
            (key.kind(), key.key().name().to_owned(), labels.join(","), value)
        })
        .collect();
    rows.retain(|(_, name, _, value)| *value > 0 && !name.contains("pool"));
    rows.sort_by(|a, b| (&a.1, &a.2).cmp(&(&b.1, &b.2)));
    let layer = "middleware.layer.duration";
    let requests = "middleware.layer.requests";
    let expected = [
        (MetricKind::Histogram, layer, "answer,view,after", 1),
        (MetricKind::Histogram, layer, "answer,view,before", 1),
        (MetricKind::Histogram, layer, "gate 2,layer,after", 1),
        (MetricKind::Histogram, layer, "gate 2,layer,before", 1),
        (MetricKind::Histogram, layer, "gate,layer,after", 2),
        (MetricKind::Histogram, layer, "gate,layer,before", 2),
        (MetricKind::Counter, requests, "answer,view,response", 1),
        (MetricKind::Counter, requests, "gate 2,layer,response", 1),
        (MetricKind::Counter, requests, "gate,layer,response", 1),
        (MetricKind::Counter, requests, "gate,layer,short_circuit", 1),
        (MetricKind::Histogram, "middleware.request.duration", "", 2),
    ];
    let rows: Vec<_> = rows
        .iter()
        .map(|(kind, name, labels, value)| (*kind, &**name, &**labels, *value))
        .collect();
    assert_eq!(rows, expected);
}
