//! The bridges between sync and async code.
//!
//! A chain goes over a bridge wherever two neighbours differ in mode, and once more where it is
//! called in the mode that it does not have. [`GetResponse`](crate::GetResponse) does so by itself;
//! the functions here are what it calls, and what the halves that `#[middleware]` generates call.
//!
//! | bridge | what it does |
//! | --- | --- |
//! | *async to sync*: an async caller reaches sync code | a *hop*: runs the sync code on a thread of a [pool], unless this thread is one that drives the request for sync code further out |
//! | *sync to async*: a sync caller reaches async code | drives the async code on this thread, which blocks until the answer is there |
//!
//! # What they promise
//!
//! - **At most one hop per request**, and per call inwards of an async layer that makes several. What lies inside of
//!   the first sync layer stays on its thread: async code is driven there, in the context of the caller's runtime,
//!   and sync code further in is already where it may block, so it runs in place. A run of neighbouring sync layers may
//!   keep what is not `Send` across the call inwards. [`Plan::hops`](crate::Plan::hops) says how many hops there are, and
//!   [`count_hops`](crate::bridge::pool::count_hops) counts them.
//! - **No hop at all from sync code.** Its thread may block, so it drives the async layers itself.
//! - **No deadlock** of `acall`, even with one thread in the pool and thousands of requests, and even if layers and
//!   views use `spawn_blocking`, `tokio::fs` or timers themselves. [Below](#what-can-still-wait-for-ever) is what it
//!   takes to build one.
//! - **A panic** in any layer, hook or view, on any thread, reaches the caller with its payload. The next
//!   request is served, and the pool loses no thread.
//! - **Dropping the future** of a request leaves sync code that runs to finish undisturbed, and all that lies
//!   inwards of it too, async code included; its answer is dropped. The code can ask whether its caller
//!   is gone: [`caller_is_gone`](crate::bridge::pool::caller_is_gone). A request that still waits for a thread is
//!   given up at once, with all that it holds.
//! - **Context.** On the other thread the caller's runtime is entered; with the feature `tracing`, the caller's
//!   span and dispatcher are too. [`ContextPropagator`] takes along what else there is.
//! - **Requests run in parallel**, as many as the pool has threads.
//!
//! A **blocking hook** of a layer that runs async is a hop of its own, unless it lies inside of a sync
//! layer. It holds no thread while the layers inside run.
//!
//! # Timeouts between sync layers
//!
//! The price of one hop: an async layer with sync code on both sides cannot interrupt the inner one, which runs
//! inside of its poll. A timeout there fires late: when the sync code has returned, and then its answer counts.
//! What the layer does beside the call inwards in the same task (`join!`, `select!`) stands still meanwhile.
//!
//! A chain can ask for a further hop there: [`Offload::interruptible`](crate::bridge::Offload::interruptible). It is taken
//! if a thread is free; then a timeout fires on time. It waits for nothing, so it cannot deadlock either.
//!
//! # Why not `block_in_place`
//!
//! On a worker of a multi-thread runtime, tokio can run sync code where it is, and hand the worker's other tasks to
//! another thread. For a single request that takes 0.5 to 0.7 of a hop's CPU. But while such code runs, everything else
//! in its task stands still, so a timeout around it fires late; and each task that does so takes one of the 512 threads
//! which `spawn_blocking` and `tokio::fs` need too, even where the code is short: with 1000 requests in flight all of
//! them, where hops take some twenty (`tests/benches/report/modes.md` in the repository). So no chain does it by itself.
//! A view that knows better may.
//!
//! # Where a chain can be called from
//!
//! `call` of a chain that is async somewhere, and `acall` of one that is sync somewhere. Where it says *refused*,
//! [`call`](crate::GetResponse::call) panics, and [`try_call`](crate::GetResponse::try_call) gives the request back
//! with an error of the same text, which says what to do instead. A chain that is sync throughout can be called
//! from anywhere.
//!
//! | from | `call` | `acall` |
//! | --- | --- | --- |
//! | a plain thread, without a runtime | answers; timers, sockets and tasks are those of a small embedded runtime, started on first use | answers, under any executor that polls it |
//! | a current-thread runtime: root or task | refused: nobody would drive the runtime meanwhile | answers |
//! | a multi-thread runtime: root or task | answers; the worker's other tasks move to one of the runtime's blocking threads (<sup>1</sup>) | answers |
//! | a [`LocalSet`] that a runtime drives | refused: the set's other tasks would stand still (<sup>2</sup>) | answers |
//! | inside `spawn_blocking`, of either runtime | answers | answers, driven by `Handle::block_on` |
//! | inside `block_in_place` | answers | answers, driven by `Handle::block_on` |
//! | inside another chain: its sync code, on a thread of the pool | answers | answers, driven by `Handle::block_on` or any other `block_on` |
//! | inside another chain: async code that sync code has called | answers | answers |
//! | a runtime that sync code of a chain drives | as in that runtime | answers |
//! | a `Drop` | as in the place that drops; also while a panic unwinds, but there a refusal by panic aborts the program: `try_call` | as in the place that drops |
//! | a `Drop` of a thread-local | refused if tokio's own thread-local is gone already | answers, under an executor that needs no thread-local |
//! | smol, `futures::executor`, pollster | answers, as on a plain thread: it blocks the executor's thread | answers; sync code gets the embedded runtime's context |
//! | a thread that has entered a multi-thread runtime ([`Handle::enter`]) | answers | answers, under any executor |
//! | a thread that has entered a current-thread runtime which another thread drives | answers | answers, under any executor |
//! | a thread that has entered a current-thread runtime which nobody drives | answers what needs no timer, socket or task of that runtime; waits for those until it is driven, as [`Handle::block_on`] does | the same |
//! | a current-thread runtime, with a multi-thread one entered besides; or a multi-thread runtime's task, with a current-thread one entered | refused | answers |
//! | a runtime that shuts down, or has shut down: its blocking threads, or a thread that has entered it | answers; a timer of that runtime panics with tokio's text and a socket returns it as an error, even if they were waited for before; a task of it is cancelled | the same |
//!
//! <sup>1</sup> The blocking threads bound how many such calls there may be at once:
//! [see below](#what-can-still-wait-for-ever).
//!
//! <sup>2</sup> Tokio cannot be asked whether a thread drives a `LocalSet`, but by `block_in_place`, which panics. Where
//! that is the only way to know, `try_call` catches the panic, so the panic hook has printed tokio's message before
//! the error is returned; in a program that aborts on a panic, it aborts. A `LocalSet` that no runtime drives, or that
//! is driven inside of a worker's `block_in_place`, is not seen at all.
//!
//! [`LocalSet`]: https://docs.rs/tokio/latest/tokio/task/struct.LocalSet.html
//! [`Handle::enter`]: https://docs.rs/tokio/latest/tokio/runtime/struct.Handle.html#method.enter
//! [`Handle::block_on`]: https://docs.rs/tokio/latest/tokio/runtime/struct.Handle.html#method.block_on
//!
//! # What can still wait for ever
//!
//! - **`call` in more tasks at once than the runtime has blocking threads** (512, if `max_blocking_threads` does
//!   not say otherwise). Each call makes a worker hand its other tasks to such a thread. With none left nobody
//!   drives the runtime, and the calls wait for it. That is how `block_in_place` works, and nothing tells how many
//!   are left; await `acall` in tasks.
//! - **A second hop that a thread of the pool waits for**, where the library cannot see that it is part of the same
//!   request: sync code of a chain, or async code inside of it, that spawns a chain as a task, drives it in
//!   a runtime of its own, or enters another runtime, and waits for it there. If this chain hops into the same pool,
//!   as many such requests at once as the pool has threads wait for each other. Give the inner chain a pool of its
//!   own: [`Offload::pool`](crate::bridge::Offload::pool).
//! - Async code that waits for **what the blocked thread alone could bring**: another branch of the same `join!`,
//!   another task of a single-threaded executor that is not tokio's.
//! - A current-thread runtime that nobody drives; see the table.
//! - A **`Drop` in a task that its runtime drops as it shuts down**, and that waits for a timer or a socket of this
//!   runtime: the shutdown waits for the `Drop`.
//!
//! # Without the feature `tokio`
//!
//! There are no bridges, because what keeps them from hanging is to know where they are: a static
//! chain that needs one does not compile, and one behind a [`BoxHandler`](crate::BoxHandler) panics
//! where it would need it.

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
