//! The bridges between sync and async code: the only place with threads.
//!
//! A chain goes over a bridge wherever two neighbours differ in mode, and once more where it is
//! called in the mode that it does not have. [`GetResponse`](crate::GetResponse) does so by itself;
//! the functions here are what it calls, and what the halves that `#[middleware]` generates call.
//!
//! # What they promise
//!
//! - **At most one hop per request.** Async code sends a sync layer to a thread of the library's
//!   pool. What lies further in stays on that thread: async code is driven there, in the context of
//!   the caller's runtime, and sync code further in is already where it may block, so it runs
//!   inline. The price: an async layer between sync code on both sides can't interrupt the inner one
//!   (a timeout fires late), and what it runs beside it in the same task (`join!`) stands still
//!   meanwhile. What a layer spawns as a task of its own is a request of its own here.
//! - **A blocking hook** of a layer that runs async is a hop of its own, unless it lies inside of a sync
//!   layer. It holds no thread while the layers inside run.
//! - **No hop at all from sync code.** Its thread may block, so it drives the async layers itself, at
//!   the same price.
//! - **No deadlock.** The pool is the library's own, so waiting there takes no thread from
//!   `tokio::fs` or `spawn_blocking` in the caller's runtime. This does not cover a layer, inside of a
//!   sync one, that spawns its `get_response` as a task or drives it in a runtime of its own, and waits
//!   for it: if there is sync code further in, that takes a second thread of the pool, which has 512,
//!   and so many requests at once would wait for each other.
//! - **A panic** in any layer reaches the caller with its payload.
//! - **Dropping the future** of a request whose sync layer is running leaves that layer to finish
//!   undisturbed. One that still waits for a thread is not started.
//!
//! # Where blocking is possible
//!
//! | sync code that calls an async chain | what happens |
//! | --- | --- |
//! | on a plain thread, without a runtime | drives the chain; timers and sockets use a small embedded runtime, started on first use |
//! | inside `spawn_blocking`, or a layer in the thread pool | drives the chain in its runtime's context |
//! | on a multi-thread runtime: worker, or root of `block_on` | the same, in `block_in_place` |
//! | on the thread that drives a current-thread runtime | panics: nobody would drive the runtime meanwhile |
//! | in a `LocalSet` on a multi-thread runtime | panics, by `block_in_place`: the set's tasks would stand still |
//! | on a plain thread that has entered a current-thread runtime | drives the chain; if nobody drives that runtime, its timers never fire, as with [`Handle::block_on`] |
//!
//! [`Handle::block_on`]: https://docs.rs/tokio/latest/tokio/runtime/struct.Handle.html#method.block_on
//!
//! Async code that calls a sync chain may be polled by any executor. Inside a tokio runtime the
//! chain keeps that runtime's context; outside of one it gets the embedded runtime's.
//!
//! # Without the feature `tokio`
//!
//! There are no bridges, because what keeps them from hanging is to know where they are: a static
//! chain that needs one does not compile, and one behind a [`BoxHandler`](crate::BoxHandler) panics
//! where it would need it.

#[cfg(not(feature = "tokio"))]
mod absent;
#[cfg(feature = "tokio")]
mod async_to_sync;
#[cfg(feature = "tokio")]
mod cannot_block;
#[cfg(feature = "tokio")]
mod sync_to_async;
#[cfg(feature = "tokio")]
mod with_hops;

#[cfg(not(feature = "tokio"))]
pub(crate) use absent::{SyncToAsync, async_to_sync, sync_to_async};
#[cfg(feature = "tokio")]
pub(crate) use async_to_sync::check;
#[cfg(feature = "tokio")]
pub use {
    async_to_sync::{async_to_sync, try_async_to_sync},
    cannot_block::{CannotBlock, Reason},
    sync_to_async::{Offload, SyncToAsync, run_blocking, sync_to_async},
    with_hops::WithHops,
};
