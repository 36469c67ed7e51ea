//! A plan as a track from the caller to the view: what the pictures are drawn from.

use super::{Bridge, Layer, Plan, Reason, View};
use crate::Mode;

/// What lies on the way of a request, in order.
pub(super) enum Stop<'a> {
    Caller(Mode),
    Crossing(Crossing),
    Layer(&'a Layer),
    View(&'a View),
}

/// A bridge on the way.
pub(super) struct Crossing {
    pub(super) bridge: Bridge,
    pub(super) reason: String,
    /// Whether it takes the request to a thread of the pool.
    pub(super) is_hop: bool,
}

impl Crossing {
    /// What it does, in words.
    pub(super) const fn does(&self) -> &'static str {
        match (self.bridge, self.is_hop) {
            (Bridge::SyncToAsync, true) => "the hop, to a pool thread",
            (Bridge::SyncToAsync, false) => "in place, on a thread that may block",
            (Bridge::AsyncToSync, _) => "blocks until the answer is there",
        }
    }
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
        // Only async code hops, and only once: what lies further in is on a thread that may block.
        let mut may_hop = caller == Mode::Async;
        let mut cross = |stops: &mut Vec<_>, bridge: Option<Bridge>, reason: String| {
            if let Some(bridge) = bridge {
                let is_hop = bridge == Bridge::SyncToAsync && may_hop;
                may_hop &= !is_hop;
                stops.push(Stop::Crossing(Crossing { bridge, reason, is_hop }));
            }
        };
        let outermost = self.layers().next().map_or(self.view.name(), Layer::name);
        let runs = format!("`{outermost}` runs {}", self.mode());
        cross(&mut stops, self.outermost(caller), runs);
        let mut bridges = self.bridges().peekable();
        for (at, layer) in self.layers().enumerate() {
            stops.push(Stop::Layer(layer));
            let bridge = bridges.next_if(|(position, _)| *position == at).map(|(_, bridge)| bridge);
            cross(&mut stops, bridge, Reason(layer).to_string());
        }
        stops.push(Stop::View(&self.view));
        stops
    }
}
