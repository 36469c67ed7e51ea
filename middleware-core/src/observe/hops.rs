//! [`Hops`]: observes the hops of a chain.

use std::sync::{Arc, atomic::Ordering::Relaxed};

use super::{
    figures::Figures,
    place::{self, AfterHop, Hop, Place},
    record::{CALLER, Share},
};
use crate::bridge::{CapturedContext, ContextPropagator};

/// Carries the place of the caller across each hop, and measures the hop.
pub(crate) struct Hops {
    figures: Arc<Figures>,
}

impl Hops {
    pub(crate) fn new(figures: &Arc<Figures>) -> Self {
        Self { figures: Arc::clone(figures) }
    }
}

impl ContextPropagator for Hops {
    fn capture(&self) -> CapturedContext {
        let (share, slot) = place::with(|place| match place {
            Some(place) if place.share.is_of(&self.figures) => (place.share.clone(), place.slot),
            // The hop leads to the outermost layer.
            _ => (Share::start(&self.figures), CALLER),
        });
        let captured = share.now();
        share.hops.fetch_add(1, Relaxed);
        Box::new(move |job| {
            let arrived = share.now();
            // A hop that took no time by the clock is a hop too.
            let waited = arrived.saturating_sub(captured).max(1);
            let place = Place { share: share.clone(), slot, hop: Hop::Arrived(waited) };
            let inside = AfterHop::new(place);
            job();
            let hop = place::with(|place| place.map_or(Hop::None, |place| place.hop));
            drop(inside);
            let now = share.now();
            match (hop, share.slots.get(slot)) {
                (Hop::LedTo(slot), _) => share.returns(slot, now),
                // It has led to a blocking hook.
                (_, Some(own)) => {
                    own.hooks_waited.fetch_add(waited, Relaxed);
                    own.hooks_ran.fetch_add(now.saturating_sub(arrived), Relaxed);
                }
                (_, None) => {}
            }
        })
    }
}
