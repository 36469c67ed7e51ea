//! Reads the annotated item: what the expansion needs to know of it, and what is wrong with it.

mod bound;
mod half;
mod holder;
mod imp;

pub(crate) use bound::{Handed, InnerBound};
pub(crate) use half::{Half, HalfKind, request_lifetime};
pub(crate) use holder::{Argument, Holder, Inner};
pub(crate) use imp::Imp;
