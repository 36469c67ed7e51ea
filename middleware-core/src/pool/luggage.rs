//! [`Luggage`]: what a job takes along to its thread.

use std::{mem, sync::Arc, vec};

use tokio::runtime::{EnterGuard, Handle};

use super::{
    caller::{self, Caller},
    carry::Carried,
    scope::{self, Scope},
};
use crate::runtime::MayBlock;

/// What a job takes along to its thread, beside the runtime and the caller: the scope, and what is carried.
pub(super) struct Luggage {
    scope: Scope,
    carried: Vec<Carried>,
    #[cfg(feature = "tracing")]
    dispatch: tracing::Dispatch,
    #[cfg(feature = "tracing")]
    span: tracing::Span,
}

/// While it lives, it is on this thread as it was where the luggage was packed, but for what is carried.
//
// What was entered last is left first.
pub(super) struct Unpacked<'a> {
    #[cfg(feature = "tracing")]
    _span: tracing::span::Entered<'a>,
    #[cfg(feature = "tracing")]
    _dispatch: tracing::dispatcher::DefaultGuard,
    _caller: caller::Entered,
    _scope: scope::Entered,
    _may_block: MayBlock,
    _runtime: EnterGuard<'a>,
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

    pub(super) fn unpack<'a>(&'a self, runtime: &'a Handle, caller: &Arc<Caller>) -> Unpacked<'a> {
        // The fields are made in the order in which they are written here.
        Unpacked {
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

    /// A thread of a pool has come for it.
    pub(super) fn count(&self) {
        #[cfg(feature = "tracing")]
        tracing::trace!(target: "middleware_core::pool", "hop");
        self.scope.count();
    }

    pub(super) fn take_carried(&mut self) -> Vec<Carried> {
        mem::take(&mut self.carried)
    }
}

/// Runs `job` once, inside of all that is carried.
///
/// # Panics
///
/// If `job` does, and if what was carried does not run it.
pub(super) fn carry(carried: Vec<Carried>, job: impl FnOnce()) {
    if carried.is_empty() {
        return job();
    }
    let mut job = Some(job);
    inside(&mut carried.into_iter(), &mut || {
        if let Some(job) = job.take() {
            job();
        }
    });
    assert!(job.is_none(), "a `Carry` did not run the job that it was given");
}

/// The first one is outermost.
fn inside(carried: &mut vec::IntoIter<Carried>, job: &mut dyn FnMut()) {
    match carried.next() {
        Some(outer) => outer(&mut || inside(carried, job)),
        None => job(),
    }
}
