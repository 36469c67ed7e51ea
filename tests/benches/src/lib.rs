//! What `middleware-core` costs, beside hand-written code and its peers.
//!
//! A [`work`] is what each layer does, and is the same code for all. A contender is a way to nest such layers, one
//! module for each family: [`by_hand`], [`ours`], and `peers`. [`entries`] lists them all at all depths.

#[macro_use]
mod depth;

pub mod allocations;
pub mod by_hand;
pub mod charts;
pub mod compile;
pub mod entry;
pub mod figures;
pub mod gates;
pub mod instructions;
mod machine;
#[cfg(feature = "peers")]
pub mod modes;
pub mod nanoseconds;
pub mod ours;
#[cfg(feature = "peers")]
mod peers;
pub mod report;
pub mod subject;
pub mod work;

pub use entry::{Entry, entries};
pub use figures::{Figure, Figures};
pub use machine::describe as describe_machine;
