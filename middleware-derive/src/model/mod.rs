//! Reads the annotated item: what the expansion needs to know of it.

mod bound;
mod function;
mod half;
mod holder;
mod hook;
mod imp;
mod named;

pub(crate) use bound::{Handed, InnerBound};
pub(crate) use function::Function;
pub(crate) use half::{Half, HalfKind};
pub(crate) use holder::{Argument, Holder, Inner};
pub(crate) use hook::{
    ExceptionHook, Hook, HookKind, Hooks, OutcomeHook, Passes, RequestHook, ResponseHook, Takes,
};
pub(crate) use imp::Imp;
pub(crate) use named::request_lifetime;
