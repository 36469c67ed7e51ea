//! [`Export`]: passes the figures to the recorder of the crate `metrics`.

use metrics::{Counter, Gauge, Histogram, Unit, counter, gauge, histogram};

use super::{Snapshot, figures::VIEW, record::Ending};
use crate::plan::Plan;

/// The handles of a chain. They belong to the recorder that was installed when the chain answered its first request.
pub(super) struct Export {
    total: Histogram,
    /// By slot. A slot that is not in the plan has none.
    layers: Vec<Option<LayerExport>>,
}

struct LayerExport {
    before: Histogram,
    after: Histogram,
    requests: [Counter; Ending::COUNT],
    waiting: Histogram,
    on_thread: Histogram,
}

impl Export {
    pub(super) fn new(chain: &str, plan: &Plan) -> Self {
        describe();
        let chain = chain.to_owned();
        let mut layers = Vec::new();
        for (name, slot) in super::snapshot::named_slots(plan) {
            if layers.len() <= slot {
                layers.resize_with(slot + 1, || None);
            }
            layers[slot] = Some(LayerExport::new(&chain, &name, slot == VIEW));
        }
        Self { total: histogram!("middleware.request.duration", "chain" => chain), layers }
    }

    pub(super) fn request(&self, nanoseconds: u64) {
        self.total.record(seconds(nanoseconds));
    }

    pub(super) fn layer(
        &self,
        slot: usize,
        before: u64,
        after: u64,
        endings: [u32; Ending::COUNT],
    ) {
        let Some(Some(layer)) = self.layers.get(slot) else { return };
        layer.before.record(seconds(before));
        layer.after.record(seconds(after));
        for (counter, ending) in layer.requests.iter().zip(endings) {
            if ending > 0 {
                counter.increment(ending.into());
            }
        }
    }

    pub(super) fn hop(&self, slot: usize, waited: u64, ran: u64) {
        let Some(Some(layer)) = self.layers.get(slot) else { return };
        layer.waiting.record(seconds(waited));
        layer.on_thread.record(seconds(ran));
    }
}

impl LayerExport {
    fn new(chain: &str, layer: &str, is_view: bool) -> Self {
        let labels = || {
            [
                ("chain", chain.to_owned()),
                ("layer", layer.to_owned()),
                ("kind", if is_view { "view" } else { "layer" }.to_owned()),
            ]
        };
        let duration = |phase: &str| {
            let mut labels = labels().to_vec();
            labels.push(("phase", phase.to_owned()));
            histogram!("middleware.layer.duration", &labels)
        };
        let requests = |outcome: &str| {
            let mut labels = labels().to_vec();
            labels.push(("outcome", outcome.to_owned()));
            counter!("middleware.layer.requests", &labels)
        };
        Self {
            before: duration("before"),
            after: duration("after"),
            requests: Ending::ALL.map(|ending| requests(ending.name())),
            waiting: histogram!("middleware.hop.wait.duration", &labels()),
            on_thread: histogram!("middleware.hop.run.duration", &labels()),
        }
    }
}

/// Sets the gauges.
pub(super) fn update_gauges(snapshot: &Snapshot) {
    let chain = || snapshot.name.clone();
    for layer in snapshot.layers.iter().chain([&snapshot.view]) {
        let labels = [("chain", chain()), ("layer", layer.name.clone())];
        set(&gauge!("middleware.layer.active_requests", &labels), layer.in_flight);
    }
    let pool = snapshot.pool;
    set(&gauge!("middleware.pool.max_threads", "chain" => chain()), pool.max_threads);
    set(&gauge!("middleware.pool.busy_threads", "chain" => chain()), pool.busy);
    set(&gauge!("middleware.pool.waiting_jobs", "chain" => chain()), pool.waiting);
}

#[allow(clippy::cast_precision_loss, reason = "nobody has 2^52 threads")]
fn set(gauge: &Gauge, value: usize) {
    gauge.set(value as f64);
}

#[allow(clippy::cast_precision_loss, reason = "a duration of 52 days is exact to the nanosecond")]
fn seconds(nanoseconds: u64) -> f64 {
    nanoseconds as f64 / 1e9
}

fn describe() {
    use metrics::{describe_counter, describe_gauge, describe_histogram};
    describe_histogram!(
        "middleware.request.duration",
        Unit::Seconds,
        "Time of a request in a chain."
    );
    describe_histogram!(
        "middleware.layer.duration",
        Unit::Seconds,
        "Time of a layer itself, before and after it calls the next handler."
    );
    describe_counter!(
        "middleware.layer.requests",
        Unit::Count,
        "Requests that a layer has finished."
    );
    describe_histogram!(
        "middleware.hop.wait.duration",
        Unit::Seconds,
        "Time until a pool thread was free."
    );
    describe_histogram!("middleware.hop.run.duration", Unit::Seconds, "Time on a pool thread.");
    describe_gauge!(
        "middleware.layer.active_requests",
        Unit::Count,
        "Requests that are in a layer."
    );
    describe_gauge!("middleware.pool.max_threads", Unit::Count, "Threads that the pool may have.");
    describe_gauge!(
        "middleware.pool.busy_threads",
        Unit::Count,
        "Threads of the pool that run a job."
    );
    describe_gauge!(
        "middleware.pool.waiting_jobs",
        Unit::Count,
        "Jobs that wait for a thread of the pool."
    );
}
