//! [`Trace`]: what happened, in order.

use std::sync::{Arc, Mutex};

use middleware_core::Mode;

/// Something that happened in a layer or a view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A layer or the view was called.
    Enter(String),
    /// A layer is about to answer.
    Exit(String),
}

impl Event {
    /// `>a` for entering `a`, and `<a` for leaving it.
    #[must_use]
    pub fn short(&self) -> String {
        match self {
            Self::Enter(name) => format!(">{name}"),
            Self::Exit(name) => format!("<{name}"),
        }
    }
}

/// What happened, in order, and which half each layer ran. Clones write to the same trace.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    recorded: Arc<Mutex<Recorded>>,
}

#[derive(Debug, Default)]
struct Recorded {
    events: Vec<Event>,
    ran: Vec<Mode>,
}

impl Trace {
    /// Notes an event.
    ///
    /// # Panics
    ///
    /// If another test thread panicked while it noted one.
    pub fn note(&self, event: Event) {
        self.recorded.lock().unwrap().events.push(event);
    }

    /// Notes that a layer runs the half of this mode.
    ///
    /// # Panics
    ///
    /// As [`note`](Self::note).
    pub fn note_mode(&self, mode: Mode) {
        self.recorded.lock().unwrap().ran.push(mode);
    }

    /// Takes what was noted so far: the events in short form, joined by spaces.
    ///
    /// # Panics
    ///
    /// As [`note`](Self::note).
    #[must_use]
    pub fn take(&self) -> String {
        self.take_both().0
    }

    /// Takes what was noted so far: the mode of each layer in the order in which they were entered.
    ///
    /// # Panics
    ///
    /// As [`note`](Self::note).
    #[must_use]
    pub fn take_modes(&self) -> Vec<Mode> {
        self.take_both().1
    }

    /// Takes what was noted so far: the events as [`take`](Self::take) does, and the modes as
    /// [`take_modes`](Self::take_modes) does.
    ///
    /// # Panics
    ///
    /// As [`note`](Self::note).
    #[must_use]
    pub fn take_both(&self) -> (String, Vec<Mode>) {
        let Recorded { events, ran } = std::mem::take(&mut *self.recorded.lock().unwrap());
        (events.iter().map(Event::short).collect::<Vec<_>>().join(" "), ran)
    }
}
