//! [`Task`]: work that runs in the context of its caller.

use std::{
    any::Any,
    io, mem,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::Arc,
    thread,
};

use tokio::{runtime::Handle, sync::oneshot::Sender};

use super::{
    caller::Caller,
    context::{CallerContext, run_restored},
    propagator::CapturedContext,
    scope::Scope,
};
use crate::bridge::runtime::{MayBlock, current_or_embedded};

/// Work and the context of its caller. The caller gets the task back, with the output in it.
///
/// So the caller frees the box, most often on the thread that allocated it. If another thread freed it, an allocator
/// might have to lock: under load that is a good part of a hop.
pub(super) struct Task<W: ?Sized = dyn Work + Send> {
    header: Header,
    work: W,
}

struct Header {
    runtime: Handle,
    caller: Arc<Caller>,
    /// `None` once the work has begun.
    context: Option<CallerContext>,
    /// Why the work has not run.
    refusal: Option<Arc<io::Error>>,
}

impl Header {
    /// Captures the context of this thread.
    ///
    /// # Panics
    ///
    /// If the thread has no runtime and the embedded one cannot be started. Also if a
    /// [`ContextPropagator`](crate::bridge::ContextPropagator) panics.
    fn capture(scope: Scope) -> Self {
        let runtime = current_or_embedded().unwrap_or_else(|error| {
            panic!("there is no runtime, and the embedded one cannot be started: {error}")
        });
        let context = Some(CallerContext::capture(scope));
        Self { runtime, caller: Caller::new(), context, refusal: None }
    }
}

impl Task {
    /// Creates a task with the context of this thread.
    ///
    /// # Panics
    ///
    /// As [`Header::capture`].
    pub(super) fn new<T: Send + 'static>(
        scope: Scope,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Box<Self> {
        Box::new(Task { header: Header::capture(scope), work: Stage::Pending(work) })
    }

    pub(super) fn caller(&self) -> &Arc<Caller> {
        &self.header.caller
    }

    /// Runs the work in the context of the caller. If the caller has left, drops the output in that context and returns
    /// `false`.
    ///
    /// To enter or leave the context may panic, for instance in a subscriber of `tracing`. That panic becomes the
    /// output.
    pub(super) fn run(&mut self, is_hop: bool, reply: &Sender<Box<Self>>) -> bool {
        let Some(mut context) = self.header.context.take() else { return false };
        let carried = context.take_carried();
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            let _guard = context.enter(&self.header.runtime, &self.header.caller);
            if is_hop {
                context.count_hop();
            }
            run_work(&mut self.work, carried, reply)
        }));
        drop_caught(context);
        outcome.unwrap_or_else(|payload| {
            self.in_runtime(|work| work.fail(payload));
            true
        })
    }

    /// Drops the output, when the context has been left.
    pub(super) fn abandon(&mut self) {
        self.in_runtime(|work| work.abandon());
    }

    fn in_runtime(&mut self, job: impl FnOnce(&mut (dyn Work + Send))) {
        let _runtime = self.header.runtime.enter();
        let _may_block = MayBlock::within(&self.header.runtime);
        job(&mut self.work);
    }

    /// Records why the work does not run.
    pub(super) fn refuse(&mut self, error: Arc<io::Error>) {
        self.header.refusal = Some(error);
    }

    /// Drops work that has not run.
    pub(super) fn discard(&mut self) {
        self.work.abandon();
        drop_caught(self.header.context.take());
    }

    /// Takes the output.
    ///
    /// # Panics
    ///
    /// If the work panicked, with its payload; and if the system refuses the pool its first thread.
    pub(super) fn take_output<T: 'static>(&mut self) -> T {
        if let Some(error) = self.header.refusal.take() {
            // Dropped before the panic, and on the thread of the caller, in its own context.
            self.discard();
            panic!("the system refuses the pool its first thread: {error}");
        }
        let mut output: Option<thread::Result<T>> = None;
        self.work.take_output(&mut output);
        match output {
            Some(Ok(output)) => output,
            Some(Err(payload)) => resume_unwind(payload),
            None => unreachable!("a task returns with an output"),
        }
    }
}

/// Runs `work` with everything restored that was captured. If the caller has left, drops the output and returns
/// `false`.
///
/// A panic of one of `carried` becomes the output. A panic of `work` is its output already.
fn run_work(
    work: &mut (dyn Work + Send),
    carried: Vec<CapturedContext>,
    reply: &Sender<Box<Task>>,
) -> bool {
    let job = || {
        work.run();
        // An output without a caller is dropped here, where its `Drop` can still read what `carried` has restored.
        if reply.is_closed() {
            work.abandon();
        }
    };
    if let Err(payload) = catch_unwind(AssertUnwindSafe(|| run_restored(carried, job))) {
        work.fail(payload);
    }
    // The caller may have left since the first check, and then the output is dropped in the rest of the context.
    let is_awaited = !reply.is_closed();
    if !is_awaited {
        work.abandon();
    }
    is_awaited
}

/// Work without its type.
pub(super) trait Work {
    /// Runs the work once, and keeps its output or its panic.
    fn run(&mut self);

    /// Replaces the output by a panic.
    fn fail(&mut self, payload: Box<dyn Any + Send>);

    /// Moves the output into this `Option<thread::Result<T>>`.
    fn take_output(&mut self, into: &mut dyn Any);

    /// Drops the work and its output.
    fn abandon(&mut self);
}

enum Stage<F, T> {
    Pending(F),
    Finished(thread::Result<T>),
    /// The work runs, or nothing is left of it.
    Empty,
}

// `Task::new` states that this is `Send`. A bound here would make the compiler prove it again for each chain, layer by
// layer, so a chain could have fewer layers.
impl<F: FnOnce() -> T, T: 'static> Work for Stage<F, T> {
    fn run(&mut self) {
        if let Self::Pending(work) = mem::replace(self, Self::Empty) {
            *self = Self::Finished(catch_unwind(AssertUnwindSafe(work)));
        }
    }

    fn fail(&mut self, payload: Box<dyn Any + Send>) {
        self.abandon();
        *self = Self::Finished(Err(payload));
    }

    fn take_output(&mut self, into: &mut dyn Any) {
        let Some(into) = into.downcast_mut() else { return };
        if let Self::Finished(output) = mem::replace(self, Self::Empty) {
            *into = Some(output);
        }
    }

    fn abandon(&mut self) {
        drop_caught(mem::replace(self, Self::Empty));
    }
}

/// Drops `value`, and ignores a panic of its `Drop`, which has no caller.
fn drop_caught<T>(value: T) {
    if let Err(payload) = catch_unwind(AssertUnwindSafe(|| drop(value))) {
        // Its own `Drop` might panic again.
        mem::forget(payload);
    }
}
