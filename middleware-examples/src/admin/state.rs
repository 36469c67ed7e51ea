//! [`State`]: what the page shows, once per second. It is smaller than the snapshots, because it has no histograms.

use middleware_core::{
    Mode,
    observe::{Durations, LayerSnapshot, Outcomes, PoolSnapshot, Rates, SlowRequest, Snapshot},
    plan::{Crossing, Plan},
};
use serde::Serialize;

use super::{Admin, Watched};

#[derive(Serialize)]
pub(super) struct State {
    chains: Vec<Chain>,
}

#[derive(Serialize)]
struct Chain {
    name: String,
    is_observed: bool,
    /// In seconds.
    observed: f64,
    total: Times,
    rates: Rates,
    hops: u64,
    pool: PoolSnapshot,
    /// From the caller to the view.
    rows: Vec<Row>,
    /// Empty if there is no bridge.
    advice: String,
    /// Newest first.
    slow: Vec<SlowRequest>,
}

/// Durations in seconds.
#[derive(Serialize)]
struct Times {
    count: u64,
    mean: f64,
    p50: f64,
    p90: f64,
    p99: f64,
    max: f64,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Row {
    Layer(Figures),
    View(Figures),
    Bridge { name: String, reason: String, cost: String },
    Skipped { name: String, reason: String },
}

#[derive(Serialize)]
struct Figures {
    name: String,
    mode: String,
    is_observed: bool,
    in_flight: usize,
    requests: u64,
    outcomes: Outcomes,
    before: Times,
    after: Times,
    /// Until a thread was free.
    waiting: Option<Times>,
}

impl State {
    pub(super) fn of(admin: &Admin) -> Self {
        Self { chains: admin.chains.iter().map(|chain| Chain::of(chain, admin.caller)).collect() }
    }
}

impl Chain {
    fn of(watched: &Watched, caller: Mode) -> Self {
        let mut snapshot = watched.observation.snapshot();
        snapshot.slow.reverse();
        let observed_plan = snapshot.plan();
        let plan = observed_plan.as_ref().unwrap_or(&watched.plan);
        let advice = plan.advice(caller);
        let rows = if observed_plan.is_some() {
            rows(plan, caller, &snapshot)
        } else {
            rows(plan, caller, &without_figures(plan))
        };
        Self {
            name: snapshot.name,
            is_observed: observed_plan.is_some(),
            observed: snapshot.observed.as_secs_f64(),
            total: Times::of(&snapshot.total),
            rates: snapshot.rates,
            hops: snapshot.hops,
            pool: snapshot.pool,
            rows,
            advice: if plan.bridge_count(caller) == 0 { String::new() } else { advice.to_string() },
            slow: snapshot.slow,
        }
    }
}

/// The layers of a chain that is not observed.
fn without_figures(plan: &Plan) -> Snapshot {
    let row = |name: &str, mode: Mode| {
        let mut row = LayerSnapshot::default();
        name.clone_into(&mut row.name);
        row.mode = mode.to_string();
        row
    };
    let mut snapshot = Snapshot::default();
    snapshot.layers = plan.layers().map(|layer| row(layer.name(), layer.mode())).collect();
    snapshot.view = row(plan.view().name(), plan.view().mode());
    snapshot
}

/// The layers with the bridges and the skipped layers between them.
fn rows(plan: &Plan, caller: Mode, snapshot: &Snapshot) -> Vec<Row> {
    let crossings: Vec<_> = plan.crossings(caller).collect();
    let mut rows = Vec::new();
    let add_between = |rows: &mut Vec<Row>, at: usize| {
        let skipped = plan.skipped().filter(|(position, _)| *position == at);
        rows.extend(skipped.map(|(_, skipped)| Row::Skipped {
            name: skipped.name().to_owned(),
            reason: skipped.reason().to_owned(),
        }));
        let is_here = |crossing: &&Crossing<'_>| crossing.outside().map_or(0, |at| at + 1) == at;
        rows.extend(crossings.iter().filter(is_here).map(bridge));
    };
    for (at, layer) in snapshot.layers.iter().enumerate() {
        add_between(&mut rows, at);
        rows.push(Row::Layer(Figures::of(layer)));
    }
    add_between(&mut rows, snapshot.layers.len());
    rows.push(Row::View(Figures::of(&snapshot.view)));
    rows
}

fn bridge(crossing: &Crossing<'_>) -> Row {
    Row::Bridge {
        name: crossing.bridge().to_string(),
        reason: crossing.reason().to_string(),
        cost: crossing.cost().to_string(),
    }
}

impl Figures {
    fn of(layer: &LayerSnapshot) -> Self {
        Self {
            name: layer.name.clone(),
            mode: layer.mode.clone(),
            is_observed: layer.is_observed,
            in_flight: layer.in_flight,
            requests: layer.outcomes.requests(),
            outcomes: layer.outcomes,
            before: Times::of(&layer.before),
            after: Times::of(&layer.after),
            waiting: layer.hop.as_ref().map(|hop| Times::of(&hop.waiting)),
        }
    }
}

impl Times {
    fn of(durations: &Durations) -> Self {
        let quantile = |quantile| durations.quantile(quantile).as_secs_f64();
        Self {
            count: durations.count(),
            mean: durations.mean().as_secs_f64(),
            p50: quantile(0.5),
            p90: quantile(0.9),
            p99: quantile(0.99),
            max: durations.max().as_secs_f64(),
        }
    }
}
