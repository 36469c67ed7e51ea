//! [`Place`]: the request and the layer to which the code of this thread belongs.

use std::{
    cell::Cell,
    sync::{Arc, atomic::Ordering::Relaxed},
    thread,
};

use super::{
    figures::{Figures, Meter, VIEW},
    record::{CALLER, Ending, Share},
};

thread_local! {
    static CURRENT: Cell<Option<Place>> = const { Cell::new(None) };
}

/// The request and the layer to which the code of a thread belongs.
pub(super) struct Place {
    pub(super) share: Share,
    pub(super) slot: usize,
    pub(super) hop: Hop,
}

/// A hop that led to this thread.
#[derive(Clone, Copy)]
pub(super) enum Hop {
    None,
    /// It took so many nanoseconds until a thread was free. The layer to which it led has not begun yet.
    Arrived(u64),
    /// It led to the layer of this slot.
    LedTo(usize),
}

/// Makes `place` the one of this thread. Returns the one before.
pub(super) fn replace(place: Option<Place>) -> Option<Place> {
    // There is none while the thread-locals are destroyed.
    CURRENT.try_with(|current| current.replace(place)).unwrap_or_default()
}

/// Calls `read` with the place of this thread.
pub(super) fn with<T>(read: impl FnOnce(Option<&mut Place>) -> T) -> T {
    let mut current = replace(None);
    let read = read(current.as_mut());
    replace(current);
    read
}

/// A layer that a request has entered. Dropped early, it ends as `unfinished` says.
pub(crate) struct Visit<'a> {
    /// `None` while it is the place of a thread.
    place: Option<Place>,
    meter: &'a Meter,
    entered: u64,
    calls: u32,
    unfinished: Ending,
    is_over: bool,
}

impl<'a> Visit<'a> {
    /// Enters a layer, in the request of this thread, or in a new one.
    pub(crate) fn enter(
        figures: &Arc<Figures>,
        meter: &'a Meter,
        is_outermost: bool,
        unfinished: Ending,
    ) -> Self {
        let slot = meter.slot;
        let (share, outer, waited) = with(|place| match place {
            Some(place) if place.share.is_of(figures) && slot < place.share.slots.len() => {
                let waited = match place.hop {
                    Hop::Arrived(waited) => {
                        place.hop = Hop::LedTo(slot);
                        waited
                    }
                    Hop::None | Hop::LedTo(_) => 0,
                };
                (place.share.clone(), place.slot, waited)
            }
            _ => (Share::start(figures), CALLER, 0),
        });
        let entered = share.now();
        let times = &share.slots[slot];
        if times.entries.fetch_add(1, Relaxed) == 0 {
            times.entered.store(entered, Relaxed);
            times.outer.store(outer, Relaxed);
        }
        if waited > 0 {
            times.waited.fetch_add(waited, Relaxed);
        }
        if is_outermost && outer == CALLER {
            share.outermost.store(slot, Relaxed);
        }
        if let Some(outer) = share.slots.get(outer) {
            outer.calls.fetch_add(1, Relaxed);
        }
        meter.in_flight.fetch_add(1, Relaxed);
        let calls = times.calls.load(Relaxed);
        let place = Some(Place { share, slot, hop: Hop::None });
        Self { place, meter, entered, calls, unfinished, is_over: false }
    }

    /// Makes the code of this thread that of the layer, until the guard is dropped.
    pub(crate) fn inside(&mut self) -> Inside<'_, 'a> {
        let outer = replace(self.place.take());
        Inside { visit: self, outer }
    }

    /// Notes that the caller goes on after a hop, if there was one.
    pub(crate) fn resumes(&self) {
        if let Some(place) = &self.place {
            place.share.resumes();
        }
    }

    /// Leaves the layer with a response.
    pub(crate) fn responds(mut self, is_error: bool) {
        let has_called = self.place.as_ref().is_some_and(|place| {
            place.share.slots[self.meter.slot].calls.load(Relaxed) != self.calls
        });
        self.leave(match is_error {
            true => Ending::Error,
            false if self.meter.slot == VIEW || has_called => Ending::Response,
            false => Ending::ShortCircuit,
        });
    }

    fn leave(&mut self, ending: Ending) {
        self.is_over = true;
        self.meter.in_flight.fetch_sub(1, Relaxed);
        // There is none if the thread-locals were destroyed meanwhile.
        let Some(place) = &self.place else { return };
        let now = place.share.now();
        let times = &place.share.slots[self.meter.slot];
        times.left.store(now, Relaxed);
        times.total.fetch_add(now.saturating_sub(self.entered), Relaxed);
        times.endings[ending as usize].fetch_add(1, Relaxed);
    }
}

impl Drop for Visit<'_> {
    fn drop(&mut self) {
        if !self.is_over {
            self.leave(self.unfinished);
        }
    }
}

/// The code of this thread is that of a layer, until it is dropped.
pub(crate) struct Inside<'v, 'a> {
    visit: &'v mut Visit<'a>,
    outer: Option<Place>,
}

impl Drop for Inside<'_, '_> {
    fn drop(&mut self) {
        self.visit.place = replace(self.outer.take());
        if thread::panicking() {
            self.visit.unfinished = Ending::Panic;
        }
    }
}

/// The code of this thread is that of the caller, until it is dropped.
pub(super) struct AfterHop {
    outer: Option<Place>,
}

impl AfterHop {
    pub(super) fn new(place: Place) -> Self {
        Self { outer: replace(Some(place)) }
    }
}

impl Drop for AfterHop {
    fn drop(&mut self) {
        replace(self.outer.take());
    }
}
