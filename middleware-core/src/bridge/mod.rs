//! The bridges between sync and async code.
//!
//! A chain has a bridge wherever two neighbours differ in mode, and one more if its caller's mode differs from the chain's.
//! [`GetResponse`](crate::GetResponse) crosses them by itself. The functions of this module are for handlers that are written
//! by hand, and for the blocking and async hooks of `#[middleware]`.
//!
//! | bridge | what it does |
//! | --- | --- |
//! | *async to sync*: an async caller reaches sync code | a *hop*: runs the sync code on a thread of a [pool], unless this thread already drives the request for outer sync code |
//! | *sync to async*: a sync caller reaches async code | drives the async code on this thread, which blocks until the response is ready |
//!
//! # Guarantees
//!
//! - **At most one hop per request.** An async layer that calls the next handler several times may take one per call. The
//!   handlers inside the first sync layer stay on its thread. Their async code is driven there, in the context of the
//!   caller's runtime. Their sync code is already on a thread that may block, so it runs inline. Adjacent sync layers may
//!   keep values that are not `Send` across the call of the next handler. [`Plan::hops`](crate::Plan::hops) returns the
//!   number of hops, and [`count_hops`](crate::bridge::pool::count_hops) counts them.
//! - **No hop at all from sync code.** Its thread may block, so it drives the async layers itself.
//! - **No deadlock** of `acall`, even with one thread in the pool and thousands of requests. That holds even if layers and
//!   views use `spawn_blocking`, `tokio::fs` or timers themselves. The exceptions are [below](#remaining-deadlocks).
//! - **A panic** in any layer, hook or view, on any thread, reaches the caller with its payload. The next request is
//!   served, and the pool loses no thread.
//! - **Dropping the future** of a request does not stop sync code that is already running, or its inner handlers, async
//!   ones included. They run to their end, and the response is dropped. The code can check whether its caller is gone:
//!   [`caller_is_gone`](crate::bridge::pool::caller_is_gone). A request that still waits for a thread is cancelled at once,
//!   and everything that it owns is dropped.
//! - **Context.** On the other thread, the caller's runtime is entered. With the feature `tracing`, so are the caller's span
//!   and dispatcher. A [`ContextPropagator`] propagates any other context.
//! - **Requests run in parallel**, as many as the pool has threads.
//!
//! A **blocking hook** of a layer that runs async is a hop of its own, unless it is inside a sync layer. It occupies no
//! thread while the inner layers run.
//!
//! # Timeouts between sync layers
//!
//! Because there is only one hop, an async layer with sync code on both sides cannot interrupt the inner sync code, which
//! runs within its poll. A timeout there fires late: the sync code returns first, and its response is used. Meanwhile,
//! anything else that the layer does in the same task (`join!`, `select!`) stalls.
//!
//! To allow a further hop there, use [`Offload::interruptible`](crate::bridge::Offload::interruptible). It is taken if a
//! thread is free; then a timeout fires on time. It never waits for a thread, so it cannot deadlock either.
//!
//! # Why not `block_in_place`
//!
//! On a worker of a multi-thread runtime, tokio can run sync code inline, and move the worker's other tasks to another
//! thread. For a single request, that takes less CPU than a hop.
//!
//! But while such code runs, everything else in its task stalls, so a timeout around it fires late. Also, each such task
//! occupies one of the 512 threads that `spawn_blocking` and `tokio::fs` need too, even if the code is short. 1000 requests
//! in flight occupy all of them. Hops need about twenty threads then (`tests/benches/report/modes.md` in the repository).
//! So chains do not use it. A view may, if it is the better choice there.
//!
//! # Where a chain can be called from
//!
//! The table is about `call` of a chain with an async part, and `acall` of a chain with a sync part. *Refused* means that
//! [`call`](crate::GetResponse::call) panics, with a text that suggests a fix.
//! [`try_call`](crate::GetResponse::try_call) then returns an error of the same text, with the request in it. A purely sync
//! chain can be called from anywhere.
//!
//! If the system refuses the embedded runtime its thread, `call` is refused where the table names this runtime:
//! [`Reason::NoRuntime`]. `acall` cannot return an error, so it panics with the same reason.
//!
//! | caller | `call` | `acall` |
//! | --- | --- | --- |
//! | a plain thread, without a runtime | answers; timers, sockets and tasks are those of a small embedded runtime, started on first use | answers, under any executor that polls it |
//! | a current-thread runtime: root or task | refused: would deadlock the runtime | answers |
//! | a multi-thread runtime: root or task | answers; the worker's other tasks move to one of the runtime's blocking threads (<sup>1</sup>) | answers |
//! | a [`LocalSet`] that a runtime drives | refused: the set's other tasks would stall (<sup>2</sup>) | answers |
//! | inside `spawn_blocking`, of either runtime | answers | answers, driven by `Handle::block_on` |
//! | inside `block_in_place` | answers | answers, driven by `Handle::block_on` |
//! | inside another chain: its sync code, on a thread of the pool | answers | answers, driven by `Handle::block_on` or any other `block_on` |
//! | inside another chain: async code that sync code has called | answers | answers |
//! | a runtime that sync code of a chain drives | as in that runtime | answers |
//! | a `Drop` | as for the code that drops; use `try_call`, because a refusal by panic aborts the program while another panic unwinds | as for the code that drops |
//! | a `Drop` of a thread-local | refused if tokio's own thread-local is already destroyed | answers, under an executor that needs no thread-local |
//! | smol, `futures::executor`, pollster | answers as on a plain thread, and blocks the executor's thread | answers; timers and sockets: [see below](#timers-and-sockets-under-each-executor) |
//! | a thread that has entered a multi-thread runtime ([`Handle::enter`]) | answers | answers, under any executor |
//! | a thread that has entered a current-thread runtime which another thread drives | answers | answers, under any executor |
//! | a thread that has entered a current-thread runtime which nobody drives | answers unless it needs a timer, socket or task of that runtime; waits for those until it is driven, as [`Handle::block_on`] does | the same |
//! | a current-thread runtime, with a multi-thread one entered as well; or a multi-thread runtime's task, with a current-thread one entered | refused | answers |
//! | a runtime that shuts down, or has shut down: its blocking threads, or a thread that has entered it | answers; a timer of that runtime panics with tokio's text and a socket returns it as an error, even if they were waited for before; a task of it is cancelled | the same |
//!
//! <sup>1</sup> The blocking threads limit the number of such calls at the same time: [see below](#remaining-deadlocks).
//!
//! <sup>2</sup> The only way to find out whether a thread drives a `LocalSet` is `block_in_place`, which panics. If
//! `try_call` has to use it, it catches the panic, but the panic hook prints tokio's message first. In a program that aborts
//! on a panic, it aborts. A `LocalSet` is not detected if no runtime drives it, or if it is driven within a worker's
//! `block_in_place`.
//!
//! [`LocalSet`]: https://docs.rs/tokio/latest/tokio/task/struct.LocalSet.html
//! [`Handle::enter`]: https://docs.rs/tokio/latest/tokio/runtime/struct.Handle.html#method.enter
//! [`Handle::block_on`]: https://docs.rs/tokio/latest/tokio/runtime/struct.Handle.html#method.block_on
//!
//! # Timers and sockets under each executor
//!
//! Tokio's timers, sockets and tasks work only in the context of a tokio runtime. The table lists where code of a chain can
//! use them. *Inside* is everything from the first sync layer or sync view on, async code included.
//!
//! | `acall` is awaited by | async code outside the first sync layer | inside it |
//! | --- | --- | --- |
//! | tokio, multi-thread or current-thread | works | works, in the same runtime |
//! | tokio without a time driver ([`enable_time`]) | a timer panics: `timers are disabled` | the same, because a hop keeps the caller's runtime |
//! | smol, `futures::executor`, pollster | panics: `there is no reactor running` | works, in the embedded runtime |
//! | one of these, on a thread that has entered a tokio runtime | works | works, in that runtime |
//! | one of these, if the future is in a [`Compat`] of the crate async-compat | works | works, in the runtime of `Compat` |
//!
//! From sync code, `call` provides timers and sockets everywhere, unless its thread is in the context of a runtime without
//! them.
//!
//! The panics are tokio's own, as in all async code that needs a runtime. The library does not prevent them: it would have
//! to look for a runtime at each poll, which would cost every request in a static chain. If you await a chain outside tokio,
//! wrap the future:
//!
//! ```
//! use std::time::Duration;
//!
//! use async_compat::Compat;
//! use middleware_core::Chain;
//!
//! let app = Chain::<u32, u32>::new().view(async |n: u32| {
//!     tokio::time::sleep(Duration::from_millis(1)).await;
//!     n + 1
//! });
//! assert_eq!(futures::executor::block_on(Compat::new(app.acall(1))), 2);
//! ```
//!
//! [`enable_time`]: https://docs.rs/tokio/latest/tokio/runtime/struct.Builder.html#method.enable_time
//! [`Compat`]: https://docs.rs/async-compat/latest/async_compat/struct.Compat.html
//!
//! # Remaining deadlocks
//!
//! - **`call` in more tasks at the same time than the runtime has blocking threads** (512 by default; see
//!   `max_blocking_threads`), or than the system has threads for. Each call makes a worker move its other tasks to such a
//!   thread. If none is left, nobody drives the runtime, and the calls wait for it. `block_in_place` works this way, and
//!   tokio does not report how many threads are left. Await `acall` in tasks.
//! - **A second hop that a thread of the pool waits for**, if the library cannot see that it is part of the same request.
//!   That is so if sync code of a chain, or async code inside it, waits for another chain in one of these ways: it spawns
//!   that chain as a task, or drives it in a runtime of its own, or in one that it has entered. If that chain hops into the
//!   same pool, as many requests as the pool has threads can wait for each other. Give the inner chain a pool of its own:
//!   [`Offload::pool`](crate::bridge::Offload::pool).
//! - Async code that waits for **work that only the blocked thread can complete**: another branch of the same `join!`, or
//!   another task of a single-threaded executor other than tokio's.
//! - A current-thread runtime that nobody drives; see the table.
//! - A **`Drop` in a task that its runtime drops as it shuts down**, if it waits for a timer or a socket of this runtime:
//!   the shutdown waits for the `Drop`.
//!
//! # Without the feature `tokio`
//!
//! There are no bridges, because a bridge has to know the runtime of its thread so that it does not hang. A static chain
//! that needs one does not compile. A chain behind a [`BoxHandler`](crate::BoxHandler) panics where it would need one.
//! [`Plan`](crate::Plan) shows which bridges are needed and not available.

#[cfg(not(feature = "tokio"))]
mod absent;
#[cfg(feature = "tokio")]
mod block_on;
#[cfg(feature = "tokio")]
mod cannot_block;
#[cfg(feature = "tokio")]
pub mod pool;
#[cfg(feature = "tokio")]
mod run_blocking;
#[cfg(feature = "tokio")]
mod runtime;

#[cfg(not(feature = "tokio"))]
pub(crate) use absent::{block_on, no_thread};
#[cfg(feature = "tokio")]
pub(crate) use {block_on::check, run_blocking::Route};
#[cfg(feature = "tokio")]
pub use {
    block_on::{block_on, try_block_on},
    cannot_block::{CannotBlock, Reason},
    pool::{
        offload::Offload,
        propagator::{CapturedContext, ContextPropagator},
    },
    run_blocking::run_blocking,
};
