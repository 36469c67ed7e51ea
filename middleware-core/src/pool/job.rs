//! [`Job`]: what the pool runs.

use std::{
    any::Any,
    io, mem,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::Arc,
    thread,
};

use tokio::{
    runtime::Handle,
    sync::oneshot::{self, Receiver, Sender},
};

use super::{
    Running,
    caller::Caller,
    luggage::{Luggage, carry},
    scope::Scope,
};
use crate::runtime::{MayBlock, current_or_embedded};

/// What the pool runs: work, with all that goes along to the thread, and the way back.
pub(super) struct Job {
    parcel: Box<Parcel>,
    back: Sender<Box<Parcel>>,
}

/// What goes to the thread and comes back from there, with the answer in it.
///
/// Who asked for the work frees the box, most often on the thread that made it. Where another one does, an allocator may
/// have to lock: under load that is a good part of a hop.
pub(super) struct Parcel<W: ?Sized = dyn Work + Send> {
    label: Label,
    work: W,
}

/// What goes along with the work.
struct Label {
    runtime: Handle,
    caller: Arc<Caller>,
    /// Until the work begins.
    luggage: Option<Luggage>,
    /// Why it comes back undone.
    refused: Option<Arc<io::Error>>,
}

impl Label {
    /// Packs what is to go along, here, where the job is asked for.
    ///
    /// # Panics
    ///
    /// If there is no runtime and the embedded one cannot be started, and if a [`Carry`](super::Carry) panics.
    fn pack(scope: Scope) -> Self {
        let runtime = current_or_embedded().unwrap_or_else(|error| {
            panic!("there is no runtime, and the embedded one cannot be started: {error}")
        });
        Self { runtime, caller: Caller::new(), luggage: Some(Luggage::pack(scope)), refused: None }
    }
}

/// What becomes of a job.
pub(super) enum Fate<'a> {
    /// A thread of the pool has come for it.
    Hop(Running<'a>),
    /// It runs where it was asked for.
    InPlace,
    /// There is no thread.
    Refused(Arc<io::Error>),
}

/// Work without its type.
pub(super) trait Work {
    /// Does it, once.
    fn run(&mut self);

    /// Its answer is this panic. What there is of it is dropped.
    fn fail(&mut self, payload: Box<dyn Any + Send>);

    /// Moves the answer into this `Option<thread::Result<T>>`.
    fn answer(&mut self, into: &mut dyn Any);

    /// Drops what nobody waits for.
    fn abandon(&mut self);
}

enum State<J, T> {
    Todo(J),
    Done(thread::Result<T>),
    /// It runs, or nothing is left of it.
    Empty,
}

// That all of it is `Send` is said where it is put into a box. Said here, the compiler would have to prove it for each
// chain anew, layer by layer, and fewer layers would fit into one.
impl<J: FnOnce() -> T, T: 'static> Work for State<J, T> {
    fn run(&mut self) {
        if let Self::Todo(job) = mem::replace(self, Self::Empty) {
            *self = Self::Done(catch_unwind(AssertUnwindSafe(job)));
        }
    }

    fn fail(&mut self, payload: Box<dyn Any + Send>) {
        self.abandon();
        *self = Self::Done(Err(payload));
    }

    fn answer(&mut self, into: &mut dyn Any) {
        let Some(into) = into.downcast_mut() else { return };
        if let Self::Done(answer) = mem::replace(self, Self::Empty) {
            *into = Some(answer);
        }
    }

    fn abandon(&mut self) {
        drop_caught(mem::replace(self, Self::Empty));
    }
}

/// Drops `value`. A panic of its `Drop` has nowhere to go.
fn drop_caught<T>(value: T) {
    if let Err(payload) = catch_unwind(AssertUnwindSafe(|| drop(value))) {
        // Its own `Drop` might panic again.
        mem::forget(payload);
    }
}

impl Job {
    /// The parcel comes back to the receiver.
    pub(super) fn new(parcel: Box<Parcel>) -> (Self, Receiver<Box<Parcel>>) {
        let (back, receiver) = oneshot::channel();
        (Self { parcel, back }, receiver)
    }

    pub(super) fn run(self, fate: Fate<'_>) {
        let Self { mut parcel, back } = self;
        let running = match fate {
            Fate::Hop(running) => Some(running),
            Fate::InPlace => None,
            Fate::Refused(error) => {
                parcel.label.refused = Some(error);
                if let Err(mut parcel) = back.send(parcel) {
                    parcel.discard();
                }
                return;
            }
        };
        if !parcel.run(running.is_some(), &back) {
            return;
        }
        // Who gets the answer finds the thread free.
        let pool = running.map(Running::end);
        if let Err(mut parcel) = back.send(parcel) {
            // The caller has left in this moment.
            let _running = pool.map(Running::again);
            parcel.within(|work| work.abandon());
        }
    }
}

impl Parcel {
    /// Work, with all that goes along.
    ///
    /// # Panics
    ///
    /// As [`Label::pack`].
    pub(super) fn pack<T: Send + 'static>(
        scope: Scope,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Box<Self> {
        Box::new(Parcel { label: Label::pack(scope), work: State::Todo(job) })
    }

    pub(super) fn caller(&self) -> &Arc<Caller> {
        &self.label.caller
    }

    /// Does the work as if it were done where this was packed. If nobody waits for the answer, drops it there too, with all
    /// that is there, and returns `false`.
    fn run(&mut self, is_hop: bool, back: &Sender<Box<Self>>) -> bool {
        let Some(mut luggage) = self.label.luggage.take() else { return false };
        let carried = luggage.take_carried();
        let unpacked = catch_unwind(AssertUnwindSafe(|| {
            let _unpacked = luggage.unpack(&self.label.runtime, &self.label.caller);
            if is_hop {
                luggage.count();
            }
            let work = &mut self.work;
            let inside = || {
                work.run();
                if back.is_closed() {
                    work.abandon();
                }
            };
            if let Err(payload) = catch_unwind(AssertUnwindSafe(|| carry(carried, inside))) {
                work.fail(payload);
            }
            let is_awaited = !back.is_closed();
            if !is_awaited {
                work.abandon();
            }
            is_awaited
        }));
        drop_caught(luggage);
        unpacked.unwrap_or_else(|payload| {
            self.within(|work| work.fail(payload));
            true
        })
    }

    /// In the context of the runtime, where there is no more of the luggage.
    fn within(&mut self, job: impl FnOnce(&mut (dyn Work + Send))) {
        let _runtime = self.label.runtime.enter();
        let _may_block = MayBlock::within(&self.label.runtime);
        job(&mut self.work);
    }

    /// Drops what has not been done.
    fn discard(&mut self) {
        self.work.abandon();
        drop_caught(self.label.luggage.take());
    }

    /// What the work has answered.
    ///
    /// # Panics
    ///
    /// If it did, with its payload; and if the system refuses the pool its first thread.
    pub(super) fn take_answer<T: 'static>(&mut self) -> T {
        if let Some(error) = self.label.refused.take() {
            // Before the panic, and here, in its own caller's context.
            self.discard();
            panic!("the system refuses the pool its first thread: {error}");
        }
        let mut answer: Option<thread::Result<T>> = None;
        self.work.answer(&mut answer);
        match answer {
            Some(Ok(answer)) => answer,
            Some(Err(payload)) => resume_unwind(payload),
            None => unreachable!("a parcel comes back with an answer"),
        }
    }
}
