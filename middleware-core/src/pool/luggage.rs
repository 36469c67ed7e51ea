//! [`Luggage`]: what a job takes along to its thread.

use std::sync::Arc;

use tokio::runtime::Handle;

use super::{caller::Caller, carry::Carried, scope::Scope};
use crate::runtime::MayBlock;

/// What a job takes along to its thread, beside the runtime: the scope, and what is carried.
pub(super) struct Luggage {
    scope: Scope,
    carried: Vec<Carried>,
    #[cfg(feature = "tracing")]
    dispatch: tracing::Dispatch,
    #[cfg(feature = "tracing")]
    span: tracing::Span,
}

impl Luggage {
    /// # Panics
    ///
    /// If a [`Carry`](super::Carry) panics.
    pub(super) fn pack(scope: Scope) -> Self {
        Self {
            carried: scope.carry().map(|carry| carry.capture()).collect(),
            scope,
            #[cfg(feature = "tracing")]
            dispatch: tracing::dispatcher::get_default(Clone::clone),
            #[cfg(feature = "tracing")]
            span: tracing::Span::current(),
        }
    }

    /// Runs `job` as if it ran where this was packed, in the context of `runtime`.
    ///
    /// # Panics
    ///
    /// If `job` does, and if what was carried does not run it.
    pub(super) fn unpack<T>(
        self,
        runtime: &Handle,
        caller: &Arc<Caller>,
        is_hop: bool,
        job: impl FnOnce() -> T,
    ) -> T {
        let _runtime = runtime.enter();
        let _may_block = MayBlock::within(runtime);
        let _scope = self.scope.enter();
        let _caller = caller.enter();
        #[cfg(feature = "tracing")]
        let _dispatch = tracing::dispatcher::set_default(&self.dispatch);
        #[cfg(feature = "tracing")]
        let _span = self.span.enter();
        if is_hop {
            #[cfg(feature = "tracing")]
            tracing::trace!(target: "middleware_core::pool", "hop");
            self.scope.count();
        }
        if self.carried.is_empty() {
            return job();
        }
        let (mut job, mut answer) = (Some(job), None);
        carry(&mut self.carried.into_iter(), &mut || {
            if let Some(job) = job.take() {
                answer = Some(job());
            }
        });
        answer.unwrap_or_else(|| panic!("a `Carry` did not run the job that it was given"))
    }
}

/// Runs `job` inside of all that is carried, the first one outermost.
fn carry(carried: &mut std::vec::IntoIter<Carried>, job: &mut dyn FnMut()) {
    match carried.next() {
        Some(outer) => outer(&mut || carry(carried, job)),
        None => job(),
    }
}
