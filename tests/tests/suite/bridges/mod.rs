//! The bridges between sync and async code, and the pool behind them: what they promise.

mod context;
mod dropped;
mod floods;
mod gate;
mod hops;
mod monitor;
mod no_threads;
mod panics;
mod places;
mod pool;
mod runtimes;
mod timeouts;
