//! A plan as a track from the caller to the view: what the pictures are drawn from.

use crate::{
    mode::Mode,
    plan::{Crossing, Layer, Plan, Skipped, View},
};

/// What lies on the way of a request, in order.
pub(super) enum Stop<'a> {
    Caller(Mode),
    Crossing(Crossing<'a>),
    /// A layer that the request passes by.
    Skipped(&'a Skipped),
    Layer(&'a Layer),
    View(&'a View),
}

/// What a layer can do and, if it has hooks that wait, what they do.
pub(super) fn described(layer: &Layer) -> String {
    match layer.hooks_that_wait() {
        Some(hooks) => format!("{}, {hooks}", layer.capability()),
        None => layer.capability().to_string(),
    }
}

impl Plan {
    /// The way of a request from code of mode `caller` to the view.
    pub(super) fn track(&self, caller: Mode) -> Vec<Stop<'_>> {
        let mut stops = vec![Stop::Caller(caller)];
        let mut crossings = self.crossings(caller).peekable();
        let mut skipped = self.skipped().peekable();
        // What lies outside of the layer at a position, or of the view.
        let mut come_to = |stops: &mut Vec<_>, at: usize| {
            let is_outside =
                |crossing: &Crossing<'_>| crossing.outside().is_none_or(|outer| outer < at);
            stops.extend(crossings.next_if(is_outside).map(Stop::Crossing));
            while let Some((_, skipped)) = skipped.next_if(|(outside, _)| *outside == at) {
                stops.push(Stop::Skipped(skipped));
            }
        };
        for (at, layer) in self.layers().enumerate() {
            come_to(&mut stops, at);
            stops.push(Stop::Layer(layer));
        }
        come_to(&mut stops, self.layers.len());
        stops.push(Stop::View(&self.view));
        stops
    }
}

/// A line between two stops.
pub(super) struct Step {
    pub(super) from: usize,
    pub(super) to: usize,
    /// Whether it leads to a layer that is skipped, beside the track.
    pub(super) passed_by: bool,
}

/// The lines between the stops.
pub(super) fn steps(stops: &[Stop<'_>]) -> impl Iterator<Item = Step> {
    let mut from = 0;
    stops.iter().enumerate().skip(1).map(move |(to, stop)| {
        let step = Step { from, to, passed_by: matches!(stop, Stop::Skipped(_)) };
        if !step.passed_by {
            from = to;
        }
        step
    })
}
