//! Reads the annotated item: what the expansion needs to know of it.
//!
//! What cannot be read is kept in the fields `invalid`, which `validate` reports.

mod bound;
mod condition;
mod determined;
mod function;
mod half;
mod hook;
mod impl_item;
mod instrument;
mod named;
mod place;
mod struct_item;
mod wrapped;

pub(crate) use bound::{Forwarded, InnerBound};
pub(crate) use function::{Function, InvalidFunction};
pub(crate) use half::{Half, HalfKind, InvalidHalf};
pub(crate) use hook::{
    ExceptionHook, Head, Hook, HookKind, Hooks, InvalidHook, OutcomeHook, Passes, RequestHook,
    ResponseHook, Takes,
};
pub(crate) use impl_item::{Agreement, ImplItem, InvalidMethod};
pub(crate) use instrument::layer_name;
pub(crate) use named::{Unnamed, request_lifetime, with_lifetimes};
pub(crate) use place::Place;
pub(crate) use struct_item::{Argument, Inner, InvalidField, StructItem};
pub(crate) use wrapped::WrappedTwice;
