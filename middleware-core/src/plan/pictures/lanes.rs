//! A plan as lanes, one per thread: what the text and the SVG image draw.

use super::track::Stop;
use crate::{
    mode::Mode,
    plan::{Cost, Crossing, Layer, Plan, bridge::HAS_BRIDGES},
};

/// The thread on which a part of the chain runs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Lane {
    /// The thread that calls the chain: of sync code, or of an async runtime.
    Caller,
    /// A thread of the pool.
    Pool,
}

/// A stop of a request, in its lane.
pub(super) struct Row<'a> {
    pub(super) stop: Stop<'a>,
    /// For the hop: the lane to which it leads.
    pub(super) lane: Lane,
    /// The hooks of a layer that wait, in words.
    pub(super) hooks: Option<String>,
    /// Whether these hooks run in the other lane, on a pool thread.
    pub(super) hooks_in_pool: bool,
}

/// The stops of a request from the caller to the view. The response takes the same path back.
pub(super) struct Lanes<'a> {
    pub(super) caller: Mode,
    /// The caller, and what its calls cost.
    pub(super) summary: [String; 2],
    pub(super) rows: Vec<Row<'a>>,
}

impl Row<'_> {
    pub(super) fn is_hop(&self) -> bool {
        matches!(&self.stop, Stop::Crossing(crossing) if crossing.cost() == Cost::Hop)
    }
}

impl Lanes<'_> {
    pub(super) fn use_pool(&self) -> bool {
        self.rows.iter().any(|row| row.lane == Lane::Pool || row.hooks_in_pool)
    }

    pub(super) fn has_skipped(&self) -> bool {
        self.rows.iter().any(|row| matches!(row.stop, Stop::Skipped(_)))
    }

    /// Whether there is a bridge that does not change the lane.
    pub(super) fn has_inline_bridge(&self) -> bool {
        self.rows.iter().any(|row| matches!(row.stop, Stop::Crossing(_)) && !row.is_hop())
    }
}

impl Plan {
    /// Returns the lanes of a request from a caller of mode `caller`.
    pub(super) fn lanes(&self, caller: Mode) -> Lanes<'_> {
        let mut lane = Lane::Caller;
        let rows = self.track(caller).into_iter().map(|stop| {
            let mut row = Row { stop, lane, hooks: None, hooks_in_pool: false };
            if row.is_hop() {
                lane = Lane::Pool;
            }
            row.lane = lane;
            if let Stop::Layer(layer) = &row.stop {
                // Only the hooks outside the hop need one of their own.
                let may_hop = caller == Mode::Async && lane == Lane::Caller;
                (row.hooks, row.hooks_in_pool) = hooks(layer, may_hop);
            }
            row
        });
        let rows = rows.collect();
        Lanes { caller, summary: self.summary(caller), rows }
    }

    /// Describes what a call from code of this mode costs.
    fn summary(&self, caller: Mode) -> [String; 2] {
        let costs = if self.crossings(caller).any(|crossing| crossing.cost() == Cost::Unavailable) {
            "not possible without the feature `tokio`".to_owned()
        } else {
            match self.hops(caller) {
                0 if caller == Mode::Sync && self.waits() => {
                    "no hop; the thread blocks while async code runs".to_owned()
                }
                0 => "no hop".to_owned(),
                1 => "one hop to a pool thread".to_owned(),
                hops => format!("{hops} hops to pool threads"),
            }
        };
        [format!("Called from {caller} code"), costs]
    }
}

/// Describes the hooks of a layer that wait, and whether they run on a pool thread.
fn hooks(layer: &Layer, may_hop: bool) -> (Option<String>, bool) {
    match layer.mode() {
        Mode::Async if HAS_BRIDGES && !may_hop => (layer.waiting_hooks(), false),
        Mode::Async => (layer.hooks_that_wait(), HAS_BRIDGES && layer.blocking_hooks() > 0),
        Mode::Sync => (layer.hooks_that_wait(), false),
    }
}

/// Describes a bridge that does not change the lane.
pub(super) fn inline_bridge(crossing: &Crossing<'_>) -> String {
    let bridge = crossing.bridge();
    match crossing.cost() {
        Cost::Wait => format!("{bridge}: the thread blocks"),
        Cost::InPlace | Cost::Hop => format!("{bridge}: inline, no hop"),
        cost @ Cost::Unavailable => format!("{bridge}: {cost}"),
    }
}
