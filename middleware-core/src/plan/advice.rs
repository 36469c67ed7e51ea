//! [`Advice`]: the reasons for a chain's bridges, and the change that would remove the most of them.

use std::fmt;

use super::{Plan, crossing::half};
use crate::{
    mode::{Capability, Mode},
    ordering::{OrderingRule, broken_rules},
};

/// The reasons and costs of a chain's bridges, and the change that would remove the most bridges.
///
/// Created by [`Plan::advice`]. [`Display`](fmt::Display) puts it into words.
///
/// ```
/// use middleware_core::{Capability, Mode, Plan};
///
/// let plan = Plan::of_view("hello", Mode::Async)
///     .wrapped_in("Timing", Capability::Both)
///     .wrapped_in("Audit", Capability::SyncOnly)
///     .wrapped_in("Cors", Capability::Both);
/// assert_eq!(plan.advice(Mode::Async).to_string(), "\
/// Called from async code, this chain has 2 bridges:
/// - around `Cors`, async to sync, because `Audit` has no `acall`: the hop, to a pool thread
/// - inside `Audit`, sync to async, because `Audit` has no `acall`: blocks until the response is ready
/// Give `Audit` an `acall`, and no bridge is left.");
/// ```
#[derive(Clone, Debug)]
pub struct Advice<'a> {
    plan: &'a Plan,
    caller: Mode,
    changes: Vec<Change>,
}

/// A change of a chain, as proposed by an [`Advice`].
///
/// Positions are those of the current chain, counted from 0 for the outermost layer.
///
/// ```
/// use middleware_core::{Capability, Mode, Plan, plan::Change};
///
/// let plan = Plan::of_view("hello", Mode::Sync)
///     .wrapped_in("Fetch", Capability::AsyncOnly)
///     .wrapped_in("Audit", Capability::SyncOnly);
/// assert_eq!(plan.bridge_count(Mode::Async), 3);
///
/// let write = Change::Write { half: Mode::Async, layers: vec![0] };
/// let reorder = Change::Move { from: 0, to: 1 };
/// let advice = plan.advice(Mode::Async);
/// assert_eq!(advice.changes(), [write, reorder.clone()]);
/// assert_eq!(plan.after(&reorder).bridge_count(Mode::Async), 1);
/// assert!(advice.to_string().ends_with(
///     "Give `Audit` an `acall`, or move it directly inside `Fetch`, and one bridge is left.",
/// ));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// Write the half of this mode for these layers.
    ///
    /// There is more than one layer only if no single change removes a bridge.
    Write {
        /// Which half: `call` is the sync one.
        half: Mode,
        /// The layers that lack this half.
        layers: Vec<usize>,
    },
    /// Move a layer.
    Move {
        /// The current position.
        from: usize,
        /// The new position.
        to: usize,
    },
    /// Write the view for the mode of its caller. Proposed only if no change of the layers removes a bridge.
    View,
}

impl Advice<'_> {
    /// Returns the single change that removes the most bridges: a half to write, or a move, or both if they remove equally
    /// many.
    ///
    /// Empty if there is no bridge, or if no change removes one.
    ///
    /// Among several halves, and among several moves, it proposes one that also removes the hop. After that, it prefers the
    /// shortest move, then the outermost layer.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }
}

impl Plan {
    /// Returns the reasons for the bridges from a caller of mode `caller` to the view, and the best change.
    ///
    /// It never proposes a move that breaks an [ordering rule](crate::ordering):
    ///
    /// ```
    /// use middleware_core::{Capability, Mode, Plan, ordering::{OrderingRule, OrderingRules}, plan::Change};
    ///
    /// let plan = |rules| {
    ///     Plan::of_view("hello", Mode::Sync)
    ///         .wrapped_in("Fetch", Capability::AsyncOnly)
    ///         .wrapped_in("Session", Capability::SyncOnly)
    ///         .with_ordering(OrderingRules { name: "Session", rules })
    /// };
    /// let (write, reorder) =
    ///     (Change::Write { half: Mode::Async, layers: vec![0] }, Change::Move { from: 0, to: 1 });
    /// assert_eq!(plan(&[]).advice(Mode::Async).changes(), [write.clone(), reorder]);
    /// assert_eq!(plan(&[OrderingRule::OutsideOf("Fetch")]).advice(Mode::Async).changes(), [write]);
    /// ```
    #[must_use]
    pub fn advice(&self, caller: Mode) -> Advice<'_> {
        let track = Track::of(self, caller);
        let halves = track.scored(track.halves());
        let moves = track.scored(track.moves().filter(|change| self.keeps_order(change)));
        let single_halves = halves.iter().filter(|scored| scored.layers == 1);
        let best = [best_of(single_halves), best_of(&moves)];
        // If a half and a move remove equally many bridges, both are proposed.
        let fewest = best.iter().flatten().map(|scored| scored.rank.0).min();
        let mut changes: Vec<_> = best.into_iter().flatten().collect();
        changes.retain(|scored| Some(scored.rank.0) == fewest);
        if changes.is_empty() {
            // No single layer removes a bridge. Several layers together may, or the view.
            let view = track.scored(std::iter::once(Change::View));
            changes.extend(best_of(&halves).or_else(|| best_of(&view)));
        }
        let changes = changes.into_iter().map(|scored| scored.change).collect();
        Advice { plan: self, caller, changes }
    }

    /// Returns whether a move breaks no further ordering rule.
    fn keeps_order(&self, change: &Change) -> bool {
        let broken_now = self.broken_rules();
        let after = self.after(change);
        after.broken_rules().iter().all(|broken| broken_now.contains(broken))
    }

    /// Returns the broken ordering rules, each with the name of its layer.
    fn broken_rules(&self) -> Vec<(&str, OrderingRule)> {
        let (items, own) = self.order();
        let broken = broken_rules(&items, own).into_iter();
        broken.map(|broken| (items[broken.at].name, broken.rule)).collect()
    }

    /// Returns the plan after `change`.
    ///
    /// # Panics
    ///
    /// If `change` names a position where there is no layer.
    #[must_use]
    pub fn after(&self, change: &Change) -> Self {
        // `self.layers` is innermost first.
        let index = |position: usize| self.layers.len() - 1 - position;
        let mut changed = self.clone();
        match change {
            Change::Write { layers, .. } => {
                for layer in layers {
                    changed.layers[index(*layer)].capability = Capability::Both;
                }
            }
            Change::Move { from, to } => {
                let layer = changed.layers.remove(index(*from));
                changed.layers.insert(index(*to), layer);
            }
            Change::View => changed.view.mode = other(changed.view.mode),
        }
        let mut mode = changed.view.mode;
        for layer in &mut changed.layers {
            mode = layer.capability.mode_around(mode);
            layer.mode = mode;
        }
        changed
    }
}

/// A change with its rank.
#[derive(Clone)]
struct Scored {
    change: Change,
    /// How many layers have to change together.
    layers: usize,
    rank: Rank,
}

/// The bridges that are left, whether a hop is left, the number of layers or steps, the outermost layer. Smaller is
/// better.
type Rank = (usize, bool, usize, Option<usize>);

/// Returns the change with the best rank.
fn best_of<'a>(scored: impl IntoIterator<Item = &'a Scored>) -> Option<Scored> {
    scored.into_iter().min_by_key(|scored| scored.rank).cloned()
}

/// The properties of a chain that decide its bridges: the capabilities, outermost first, between the caller and the view.
#[derive(Clone)]
struct Track {
    caller: Mode,
    layers: Vec<Capability>,
    view: Mode,
}

impl Track {
    fn of(plan: &Plan, caller: Mode) -> Self {
        let layers = plan.layers().map(super::Layer::capability).collect();
        Self { caller, layers, view: plan.view.mode }
    }

    /// Returns the modes from the caller to the view, without layers with both halves, which have no mode of their own.
    fn fixed(&self) -> impl Iterator<Item = Mode> + '_ {
        let layers = self.layers.iter().filter_map(|capability| only(*capability));
        [self.caller].into_iter().chain(layers).chain([self.view])
    }

    /// Counts the bridges. A layer with both halves causes none, so these are the changes between the others.
    fn bridges(&self) -> usize {
        self.fixed().zip(self.fixed().skip(1)).filter(|(outer, inner)| outer != inner).count()
    }

    fn after(&self, change: &Change) -> Self {
        let mut changed = self.clone();
        match change {
            Change::Write { layers, .. } => {
                for layer in layers {
                    changed.layers[*layer] = Capability::Both;
                }
            }
            Change::Move { from, to } => {
                let layer = changed.layers.remove(*from);
                changed.layers.insert(*to, layer);
            }
            Change::View => changed.view = other(changed.view),
        }
        changed
    }

    /// Returns the layers that need a half together: those of one mode between two bridges.
    ///
    /// If one of them kept its single half, the number of bridges would stay the same.
    fn halves(&self) -> impl Iterator<Item = Change> + '_ {
        let mut runs: Vec<(Mode, Vec<usize>)> = Vec::new();
        for (at, capability) in self.layers.iter().enumerate() {
            let Some(mode) = only(*capability) else { continue };
            match runs.last_mut() {
                Some((last, layers)) if *last == mode => layers.push(at),
                _ => runs.push((mode, vec![at])),
            }
        }
        runs.into_iter().map(|(mode, layers)| Change::Write { half: other(mode), layers })
    }

    fn moves(&self) -> impl Iterator<Item = Change> + '_ {
        let positions = 0..self.layers.len();
        let pairs =
            positions.clone().flat_map(move |from| positions.clone().map(move |to| (from, to)));
        // Moving a layer with both halves changes nothing.
        let pairs = pairs.filter(|(from, to)| from != to && only(self.layers[*from]).is_some());
        pairs.map(|(from, to)| Change::Move { from, to })
    }

    /// Returns the changes that leave fewer bridges than now, each with its rank.
    fn scored(&self, changes: impl Iterator<Item = Change>) -> Vec<Scored> {
        let scored = changes.map(|change| Scored {
            rank: self.rank(&change),
            layers: if let Change::Write { layers, .. } = &change { layers.len() } else { 1 },
            change,
        });
        scored.filter(|scored| scored.rank.0 < self.bridges()).collect()
    }

    fn rank(&self, change: &Change) -> Rank {
        let after = self.after(change);
        let hops = after.caller == Mode::Async && after.fixed().any(|mode| mode == Mode::Sync);
        let (effort, at) = match change {
            Change::Write { layers, .. } => (layers.len(), layers.first().copied()),
            Change::Move { from, to } => (from.abs_diff(*to), Some(*from)),
            Change::View => (1, None),
        };
        (after.bridges(), hops, effort, at)
    }
}

/// Returns the mode of a layer with a single half.
const fn only(capability: Capability) -> Option<Mode> {
    match capability {
        Capability::SyncOnly => Some(Mode::Sync),
        Capability::AsyncOnly => Some(Mode::Async),
        Capability::Both => None,
    }
}

const fn other(mode: Mode) -> Mode {
    match mode {
        Mode::Sync => Mode::Async,
        Mode::Async => Mode::Sync,
    }
}

impl fmt::Display for Advice<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { plan, caller, changes } = self;
        write!(f, "Called from {caller} code, this chain has ")?;
        match plan.bridge_count(*caller) {
            0 => return write!(f, "no bridge."),
            1 => writeln!(f, "a bridge:")?,
            bridges => writeln!(f, "{bridges} bridges:")?,
        }
        for crossing in plan.crossings(*caller) {
            match crossing.outside() {
                Some(at) => write!(f, "- inside `{}`", self.name(at))?,
                None if plan.layers.is_empty() => write!(f, "- around the view")?,
                None => write!(f, "- around `{}`", self.name(0))?,
            }
            let (bridge, reason, cost) = (crossing.bridge(), crossing.reason(), crossing.cost());
            writeln!(f, ", {bridge}, because {reason}: {cost}")?;
        }
        let Some(first) = changes.first() else {
            return write!(f, "No single change removes it.");
        };
        for (nth, change) in changes.iter().enumerate() {
            write!(f, "{}", if nth == 0 { "" } else { ", or " })?;
            self.write_change(f, change, if nth == 0 { None } else { Some(first) })?;
        }
        match plan.after(first).bridge_count(*caller) {
            0 => write!(f, ", and no bridge is left."),
            1 => write!(f, ", and one bridge is left."),
            left => write!(f, ", and {left} bridges are left."),
        }
    }
}

impl Advice<'_> {
    fn name(&self, at: usize) -> &str {
        self.plan.layers().nth(at).map_or("", super::Layer::name)
    }

    /// Writes a change, at the beginning of a sentence or after another change.
    fn write_change(
        &self,
        f: &mut fmt::Formatter<'_>,
        change: &Change,
        before: Option<&Change>,
    ) -> fmt::Result {
        let name = |at| self.name(at);
        match change {
            Change::Write { half: missing, layers } => {
                write!(f, "{}", if before.is_some() { "give " } else { "Give " })?;
                for (nth, layer) in layers.iter().enumerate() {
                    let comma = match nth {
                        0 => "",
                        _ if nth + 1 == layers.len() => " and ",
                        _ => ", ",
                    };
                    write!(f, "{comma}`{}`", name(*layer))?;
                }
                let article = if *missing == Mode::Async { "an" } else { "a" };
                let each = if layers.len() > 1 { " each" } else { "" };
                write!(f, " {article} `{}`{each}", half(*missing))
            }
            Change::Move { from, to } => {
                write!(f, "{}", if before.is_some() { "move " } else { "Move " })?;
                match before {
                    Some(Change::Write { layers, .. }) if layers[..] == [*from] => {
                        write!(f, "it ")?;
                    }
                    _ => write!(f, "`{}` ", name(*from))?,
                }
                match (*to, from < to) {
                    (0, _) => write!(f, "outermost"),
                    (to, true) => write!(f, "directly inside `{}`", name(to)),
                    (to, false) => write!(f, "directly inside `{}`", name(to - 1)),
                }
            }
            Change::View => {
                let view = self.plan.view();
                write!(f, "Make the view `{}` {}", view.name(), other(view.mode()))
            }
        }
    }
}
