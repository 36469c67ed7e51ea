//! A plan as a track from the caller to the view, from which the pictures are drawn.

use crate::{
    mode::Mode,
    plan::{Crossing, Layer, Plan, Skipped, View},
};

/// A stop of a request on its way, in order.
pub(super) enum Stop<'a> {
    Caller(Mode),
    Crossing(Crossing<'a>),
    /// A layer that is listed and not built.
    Skipped(&'a Skipped),
    Layer(&'a Layer),
    View(&'a View),
}

/// Describes a layer: its capability and the hooks that wait.
pub(super) fn described(layer: &Layer) -> String {
    match layer.hooks_that_wait() {
        Some(hooks) => format!("{}, {hooks}", layer.capability()),
        None => layer.capability().to_string(),
    }
}

impl Plan {
    /// Returns the stops of a request from a caller of mode `caller` to the view.
    pub(super) fn track(&self, caller: Mode) -> Vec<Stop<'_>> {
        let mut stops = vec![Stop::Caller(caller)];
        let mut crossings = self.crossings(caller).peekable();
        let mut skipped = self.skipped().peekable();
        // Adds the stops before the layer at a position, or before the view.
        let mut add_before = |stops: &mut Vec<_>, at: usize| {
            let is_before =
                |crossing: &Crossing<'_>| crossing.outside().is_none_or(|outer| outer < at);
            stops.extend(crossings.next_if(is_before).map(Stop::Crossing));
            while let Some((_, skipped)) = skipped.next_if(|(outer, _)| *outer == at) {
                stops.push(Stop::Skipped(skipped));
            }
        };
        for (at, layer) in self.layers().enumerate() {
            add_before(&mut stops, at);
            stops.push(Stop::Layer(layer));
        }
        add_before(&mut stops, self.layers.len());
        stops.push(Stop::View(&self.view));
        stops
    }
}

/// A line between two stops.
pub(super) struct Step {
    pub(super) from: usize,
    pub(super) to: usize,
    /// Whether it leads to a skipped layer, which is drawn beside the track.
    pub(super) to_skipped: bool,
}

/// Returns the lines between the stops.
pub(super) fn steps(stops: &[Stop<'_>]) -> impl Iterator<Item = Step> {
    let mut from = 0;
    stops.iter().enumerate().skip(1).map(move |(to, stop)| {
        let step = Step { from, to, to_skipped: matches!(stop, Stop::Skipped(_)) };
        if !step.to_skipped {
            from = to;
        }
        step
    })
}
