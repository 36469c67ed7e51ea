//! [`Snapshot`]: the figures of a chain at one moment, as a plain value.

use std::{collections::BTreeMap, sync::atomic::Ordering::Relaxed, time::Duration};

use serde::{Deserialize, Serialize};

use super::{
    Durations,
    figures::{Figures, LayerFigures},
    record::Ending,
};
use crate::{
    bridge::pool::Pool,
    mode::Mode,
    plan::{Layer, Plan},
};

/// The figures of an observed chain at one moment. All durations are serialised in seconds.
///
/// [`Display`](std::fmt::Display) prints a table. [`plan`](Self::plan) is the plan with the figures beside each layer, which
/// can be [drawn](Plan::picture).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Snapshot {
    /// The name of the observation.
    pub name: String,
    /// For how long the chain has been observed.
    #[serde(with = "seconds")]
    pub observed: Duration,
    /// From the outermost layer's beginning to its end, with the hop that leads to it.
    pub total: Durations,
    /// How many hops there were.
    pub hops: u64,
    /// Requests per second, over sliding windows.
    pub rates: Rates,
    /// The layers, outermost first, without skipped ones.
    pub layers: Vec<LayerSnapshot>,
    /// The view.
    pub view: LayerSnapshot,
    /// The layers that are listed but skipped.
    pub skipped: Vec<SkippedLayer>,
    /// The thread pool.
    pub pool: PoolSnapshot,
    /// The last slow requests, oldest first.
    pub slow: Vec<SlowRequest>,
    #[serde(skip)]
    plan: Option<Plan>,
}

/// Completed requests per second, over windows that end with the last complete second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Rates {
    /// Over the last second.
    pub one_second: f64,
    /// Over the last 10 seconds.
    pub ten_seconds: f64,
    /// Over the last 60 seconds.
    pub sixty_seconds: f64,
}

/// The figures of one layer, or of the view.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LayerSnapshot {
    /// The name, as in the plan. A name that is listed again has a number: `Timing 2`.
    pub name: String,
    /// `sync` or `async`.
    pub mode: String,
    /// Whether the layer is measured. A layer inside a chain that is a single layer of the observed chain is not.
    pub is_observed: bool,
    /// How many requests are in the layer now.
    pub in_flight: usize,
    /// How the requests ended.
    pub outcomes: Outcomes,
    /// The time of the layer itself before it called the next handler first. It is all of its time if it did not.
    pub before: Durations,
    /// The time of the layer itself after that: between two calls, and after the last one.
    pub after: Durations,
    /// The hop to this layer, or those of its blocking hooks.
    pub hop: Option<HopSnapshot>,
}

/// How the requests of a layer ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Outcomes {
    /// A response, after the next handler was called. Each response of the view is one.
    pub responses: u64,
    /// A response without a call of the next handler.
    pub short_circuits: u64,
    /// A response that counts as an error: see [`ObservationBuilder::errors`](super::ObservationBuilder::errors).
    pub errors: u64,
    /// A panic.
    pub panics: u64,
    /// The future was dropped before it was ready.
    pub dropped: u64,
}

impl Outcomes {
    /// Returns the number of requests that ended.
    #[must_use]
    pub const fn requests(&self) -> u64 {
        self.responses + self.short_circuits + self.errors + self.panics + self.dropped
    }
}

/// The figures of hops.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HopSnapshot {
    /// Until a thread of the pool was free.
    pub waiting: Durations,
    /// On that thread.
    pub on_thread: Durations,
    /// Until the async caller went on.
    pub resuming: Durations,
}

/// A layer that is listed but skipped.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SkippedLayer {
    /// The name of the layer.
    pub name: String,
    /// Why it is skipped.
    pub reason: String,
    /// How many layers are outside it.
    pub position: usize,
}

/// The state of the thread pool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PoolSnapshot {
    /// How many threads it may have.
    pub max_threads: usize,
    /// How many of them run a job.
    pub busy: usize,
    /// How many jobs wait for a thread.
    pub waiting: usize,
    /// How many jobs the pool has run.
    pub hops: u64,
}

/// A request that took longer than the threshold, with its path through the layers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SlowRequest {
    /// When it started, since the chain was first observed.
    #[serde(with = "seconds")]
    pub started: Duration,
    /// How long it took.
    #[serde(with = "seconds")]
    pub total: Duration,
    /// The layers that it reached, outermost first, and the view.
    pub layers: Vec<SlowLayer>,
}

/// A layer on the path of a slow request. `entered` and `left` are since the start of the request.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SlowLayer {
    /// The name, as in the plan.
    pub name: String,
    /// When the layer began.
    #[serde(with = "seconds")]
    pub entered: Duration,
    /// When it ended.
    #[serde(with = "seconds")]
    pub left: Duration,
    /// Its own time before it called the next handler first.
    #[serde(with = "seconds")]
    pub before: Duration,
    /// Its own time after that.
    #[serde(with = "seconds")]
    pub after: Duration,
    /// The hop to this layer, and those of its hooks: until a thread was free.
    #[serde(with = "seconds")]
    pub waited: Duration,
    /// The hop to this layer: until the caller went on.
    #[serde(with = "seconds")]
    pub resumed: Duration,
    #[serde(skip)]
    pub(super) slot: usize,
}

impl Snapshot {
    /// Returns the plan of the chain, with the figures beside each layer.
    ///
    /// `None` before the chain is built or has answered a request, and if the snapshot was deserialised.
    #[must_use]
    pub fn plan(&self) -> Option<Plan> {
        let plan = self.plan.clone()?;
        let notes = self.layers.iter().chain([&self.view]).map(LayerSnapshot::note);
        Some(plan.with_notes(notes))
    }

    /// Takes the figures of a chain.
    pub(super) fn of(figures: &Figures) -> Self {
        let mut layers = vec![LayerFigures::default(); figures.meters().len()];
        let mut snapshot = Self {
            name: figures.config.name.clone(),
            observed: figures.since.elapsed(),
            ..Self::default()
        };
        let now = snapshot.observed.as_secs();
        let (mut one, mut ten, mut sixty) = (0, 0, 0);
        for shard in figures.shards() {
            snapshot.total.merge(&shard.total);
            snapshot.hops += shard.hops;
            one += shard.window.requests(now, 1);
            ten += shard.window.requests(now, 10);
            sixty += shard.window.requests(now, 60);
            for (sum, layer) in layers.iter_mut().zip(&shard.layers) {
                sum.merge(layer);
            }
        }
        snapshot.rates = Rates {
            one_second: per_second(one, 1, now),
            ten_seconds: per_second(ten, 10, now),
            sixty_seconds: per_second(sixty, 60, now),
        };
        let pool = figures.config.pool.as_ref().unwrap_or_else(|| Pool::global());
        snapshot.pool = PoolSnapshot {
            max_threads: pool.threads(),
            busy: pool.busy(),
            waiting: pool.waiting(),
            hops: pool.hops(),
        };
        snapshot.slow = figures.slow();
        if let Some(plan) = figures.plan() {
            snapshot.add_rows(figures, plan, &layers);
        }
        snapshot
    }

    fn add_rows(&mut self, figures: &Figures, plan: &Plan, layers: &[LayerFigures]) {
        let meters = figures.meters();
        let names = row_names(plan);
        let modes = plan.layers().map(Layer::mode).chain([plan.view().mode()]);
        let rows = names.iter().zip(modes).map(|((name, tag), mode)| {
            let figures = tag.and_then(|slot| layers.get(slot));
            let meter = tag.and_then(|slot| meters.get(slot));
            let in_flight = meter.map_or(0, |meter| meter.in_flight.load(Relaxed));
            LayerSnapshot::new(name, mode, figures, in_flight)
        });
        self.layers = rows.collect();
        self.view = self.layers.pop().unwrap_or_default();
        let skipped = plan.skipped().map(|(position, skipped)| SkippedLayer {
            name: skipped.name().to_owned(),
            reason: skipped.reason().to_string(),
            position,
        });
        self.skipped = skipped.collect();
        for request in &mut self.slow {
            request.layers.retain_mut(|layer| {
                let row = names.iter().find(|(_, tag)| *tag == Some(layer.slot));
                row.is_some_and(|(name, _)| {
                    name.clone_into(&mut layer.name);
                    true
                })
            });
        }
        self.plan = Some(plan.clone());
    }
}

/// The names of the layers, outermost first, and of the view, with the slot of each. A name that is listed again gets a
/// number.
fn row_names(plan: &Plan) -> Vec<(String, Option<usize>)> {
    let rows = plan.layers().map(|layer| (layer.name(), layer.tag()));
    let rows = rows.chain([(plan.view().name(), plan.view().tag())]);
    let mut names: Vec<(String, Option<usize>)> = Vec::new();
    let mut counts = BTreeMap::new();
    for (name, tag) in rows {
        let count: &mut usize = counts.entry(name).or_default();
        *count += 1;
        let name = if *count == 1 { name.to_owned() } else { format!("{name} {count}") };
        names.push((name, tag));
    }
    names
}

/// The names of the rows that are observed, with the slot of each.
#[cfg(feature = "metrics")]
pub(super) fn named_slots(plan: &Plan) -> impl Iterator<Item = (String, usize)> {
    row_names(plan).into_iter().filter_map(|(name, tag)| Some((name, tag?)))
}

impl LayerSnapshot {
    fn new(name: &str, mode: Mode, figures: Option<&LayerFigures>, in_flight: usize) -> Self {
        let is_observed = figures.is_some();
        let figures = figures.cloned().unwrap_or_default();
        let ended = |ending: Ending| figures.endings[ending as usize];
        Self {
            name: name.to_owned(),
            mode: mode.to_string(),
            is_observed,
            in_flight,
            outcomes: Outcomes {
                responses: ended(Ending::Response),
                short_circuits: ended(Ending::ShortCircuit),
                errors: ended(Ending::Error),
                panics: ended(Ending::Panic),
                dropped: ended(Ending::Dropped),
            },
            before: figures.before,
            after: figures.after,
            hop: figures.hop.map(|hop| HopSnapshot {
                waiting: hop.waiting,
                on_thread: hop.on_thread,
                resuming: hop.resuming,
            }),
        }
    }

    /// Returns the time of the layer itself, of all requests together.
    #[must_use]
    pub fn self_time(&self) -> Duration {
        self.before.sum() + self.after.sum()
    }
}

#[allow(clippy::cast_precision_loss, reason = "rates are rounded anyway")]
fn per_second(requests: u64, window: u64, observed: u64) -> f64 {
    requests as f64 / window.min(observed).max(1) as f64
}

/// Durations as seconds.
mod seconds {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(duration: &Duration, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_f64(duration.as_secs_f64())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
        Duration::try_from_secs_f64(f64::deserialize(from)?).map_err(serde::de::Error::custom)
    }
}
