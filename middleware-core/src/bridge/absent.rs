//! Replaces the bridges if the feature `tokio` is off.
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
//! A hook that waits does not compile either, because one of the two halves could run it only over a bridge.
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
//! So only a [`BoxHandler`](crate::BoxHandler), whose mode is known at run time, calls these functions.

#[track_caller]
pub(crate) fn block_on<F: Future>(_: F) -> F::Output {
    panic!(
        "an async handler was called from sync code through a `BoxHandler`: \
         await `.acall(..)`, or enable the feature `tokio` of `middleware-core`, which bridges"
    )
}

pub(crate) fn no_thread() -> ! {
    panic!(
        "a sync handler was called from async code through a `BoxHandler`: \
         use `.call(..)`, or enable the feature `tokio` of `middleware-core`, which bridges"
    )
}

/// The recipe without tokio compiles and runs without it, and its chain with a bridge does not compile.
#[cfg(doctest)]
#[doc = include_str!("../guide/recipes/without_tokio.md")]
mod recipe {}
