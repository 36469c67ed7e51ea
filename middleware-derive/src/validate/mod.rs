//! Checks what was read: what is wrong with an annotated item, and what to do about it.

mod blocking;
mod half;
mod holder;
mod hook;
mod imp;
mod inward;
mod name;
mod signature;

pub(crate) use holder::holder;
pub(crate) use imp::imp;
