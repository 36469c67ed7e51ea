//! Replaces [`Offloaded`] if the feature `tokio` is off.
//!
//! Only a [`BoxHandler`](crate::BoxHandler), whose mode is known at run time, can reach it: a static chain that needs a
//! bridge does not compile.

use std::{
    fmt,
    marker::PhantomData,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use crate::bridge::no_thread;

/// The future of a sync handler that async code calls. There is no thread pool, so it panics.
pub(super) struct Offloaded<'a, H, Req, Res>(PhantomData<fn(&'a H, Req) -> Res>);

impl<'a, H, Req, Res> Offloaded<'a, H, Req, Res> {
    pub(super) fn new(_: &'a Arc<H>, _: Req) -> Self {
        Self(PhantomData)
    }
}

impl<H, Req, Res> Future for Offloaded<'_, H, Req, Res> {
    type Output = Res;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Res> {
        no_thread()
    }
}

impl<H, Req, Res> fmt::Debug for Offloaded<'_, H, Req, Res> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Offloaded").finish_non_exhaustive()
    }
}
