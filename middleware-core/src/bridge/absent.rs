//! What stands in for the bridges where the feature `tokio` is off.
//!
//! Static chains that need a bridge do not compile then:
//!
//! ```compile_fail,E0277
//! let app = middleware_core::Chain::<u32, u32>::new().view(async |n: u32| n);
//! app.call(1);
//! ```
//!
//! ```compile_fail,E0277
//! let app = middleware_core::Chain::<u32, u32>::new().view(|n: u32| n);
//! let _ = app.acall(1);
//! ```
//!
//! A hook that waits does not compile either: one of the two halves could run it only over a bridge.
//!
//! ```compile_fail
//! use middleware_core::{GetResponse, middleware};
//!
//! #[middleware]
//! struct Wait<G> {
//!     get_response: GetResponse<G>,
//! }
//!
//! #[middleware]
//! impl<G> Wait<G> {
//!     async fn process_request(&self, request: &mut u32) {}
//! }
//! ```
//!
//! So only a [`BoxHandler`](crate::BoxHandler), whose mode is known at run time, gets here.

use std::{
    fmt,
    marker::PhantomData,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use crate::SyncMiddleware;

#[track_caller]
pub(crate) fn async_to_sync<F: Future>(_future: F) -> F::Output {
    panic!(
        "an async handler was called from sync code through a `BoxHandler`: \
         await `.acall(..)`, or enable the feature `tokio` of `middleware-core`, which bridges"
    )
}

pub(crate) fn sync_to_async<H, Req>(
    handler: &Arc<H>,
    request: Req,
) -> SyncToAsync<'_, H, Req, H::Response>
where
    H: SyncMiddleware<Req>,
{
    SyncToAsync::new(handler, request)
}

/// The future of `sync_to_async`.
#[doc(hidden)]
pub struct SyncToAsync<'a, H, Req, Res>(PhantomData<fn(&'a H, Req) -> Res>);

impl<'a, H, Req, Res> SyncToAsync<'a, H, Req, Res> {
    pub(crate) fn new(_: &'a Arc<H>, _: Req) -> Self {
        Self(PhantomData)
    }
}

impl<H, Req, Res> Future for SyncToAsync<'_, H, Req, Res> {
    type Output = Res;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Res> {
        panic!(
            "a sync handler was called from async code through a `BoxHandler`: \
             use `.call(..)`, or enable the feature `tokio` of `middleware-core`, which bridges"
        )
    }
}

impl<H, Req, Res> fmt::Debug for SyncToAsync<'_, H, Req, Res> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SyncToAsync").finish_non_exhaustive()
    }
}
