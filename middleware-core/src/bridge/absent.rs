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
//! So only a [`BoxHandler`](crate::BoxHandler), whose mode is known at run time, gets here.

use std::sync::Arc;

use crate::SyncMiddleware;

#[track_caller]
pub(crate) fn async_to_sync<F: Future>(_future: F) -> F::Output {
    panic!(
        "an async handler was called from sync code through a `BoxHandler`: \
         await `.acall(..)`, or enable the feature `tokio` of `middleware-core`, which bridges"
    )
}

pub(crate) async fn sync_to_async<H, Req>(_handler: &Arc<H>, _request: Req) -> H::Response
where
    H: SyncMiddleware<Req>,
    Req: Send + 'static,
    H::Response: Send + 'static,
{
    panic!(
        "a sync handler was called from async code through a `BoxHandler`: \
         use `.call(..)`, or enable the feature `tokio` of `middleware-core`, which bridges"
    )
}
