//! [`CallerContext`]: the context of the caller that a job keeps on its thread.

use std::{mem, sync::Arc, vec};

use tokio::runtime::{EnterGuard, Handle};

use super::{
    caller::{Caller, CallerGuard},
    propagator::CapturedContext,
    scope::{Scope, ScopeGuard},
};
use crate::bridge::runtime::MayBlock;

/// The context of the caller, beside its runtime: the scope, the span and the captures of each
/// [`ContextPropagator`](crate::bridge::ContextPropagator).
pub(super) struct CallerContext {
    scope: Scope,
    carried: Vec<CapturedContext>,
    #[cfg(feature = "tracing")]
    dispatch: tracing::Dispatch,
    #[cfg(feature = "tracing")]
    span: tracing::Span,
}

/// Restores the context of the thread when it is dropped.
//
// The fields are dropped in this order: what was entered last is left first.
pub(super) struct ContextGuard<'a> {
    #[cfg(feature = "tracing")]
    _span: tracing::span::Entered<'a>,
    #[cfg(feature = "tracing")]
    _dispatch: tracing::dispatcher::DefaultGuard,
    _caller: CallerGuard,
    _scope: ScopeGuard,
    _may_block: MayBlock,
    _runtime: EnterGuard<'a>,
}

impl CallerContext {
    /// Captures the context of this thread.
    ///
    /// # Panics
    ///
    /// If a [`ContextPropagator`](crate::bridge::ContextPropagator) panics.
    pub(super) fn capture(scope: Scope) -> Self {
        Self {
            carried: scope.propagators().map(|carry| carry.capture()).collect(),
            scope,
            #[cfg(feature = "tracing")]
            dispatch: tracing::dispatcher::get_default(Clone::clone),
            #[cfg(feature = "tracing")]
            span: tracing::Span::current(),
        }
    }

    /// Makes it the context of this thread, without the captures of each
    /// [`ContextPropagator`](crate::bridge::ContextPropagator).
    pub(super) fn enter<'a>(
        &'a self,
        runtime: &'a Handle,
        caller: &Arc<Caller>,
    ) -> ContextGuard<'a> {
        // The fields are evaluated in this order.
        ContextGuard {
            _runtime: runtime.enter(),
            _may_block: MayBlock::within(runtime),
            _scope: self.scope.enter(),
            _caller: caller.enter(),
            #[cfg(feature = "tracing")]
            _dispatch: tracing::dispatcher::set_default(&self.dispatch),
            #[cfg(feature = "tracing")]
            _span: self.span.enter(),
        }
    }

    /// Counts a hop.
    pub(super) fn count_hop(&self) {
        #[cfg(feature = "tracing")]
        tracing::trace!(target: "middleware_core::bridge::pool", "hop");
        self.scope.count_hop();
    }

    pub(super) fn take_carried(&mut self) -> Vec<CapturedContext> {
        mem::take(&mut self.carried)
    }
}

/// Runs `job` once, with everything restored that was captured. The first capture is the outermost.
///
/// # Panics
///
/// If `job` panics, and if one of `carried` panics or does not run its job.
pub(super) fn run_restored(carried: Vec<CapturedContext>, job: impl FnOnce()) {
    if carried.is_empty() {
        return job();
    }
    let mut job = Some(job);
    nest(&mut carried.into_iter(), &mut || {
        if let Some(job) = job.take() {
            job();
        }
    });
    assert!(job.is_none(), "a `ContextPropagator` did not run the job that it was given");
}

fn nest(carried: &mut vec::IntoIter<CapturedContext>, job: &mut dyn FnMut()) {
    match carried.next() {
        Some(outer) => outer(&mut || nest(carried, job)),
        None => job(),
    }
}
