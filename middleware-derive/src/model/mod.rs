//! Reads the annotated item: what the expansion needs to know of it.

mod bound;
mod determined;
mod function;
mod half;
mod hook;
mod impl_item;
mod named;
mod struct_item;

pub(crate) use bound::{Handed, InnerBound};
pub(crate) use function::Function;
pub(crate) use half::{Half, HalfKind};
pub(crate) use hook::{
    ExceptionHook, Hook, HookKind, Hooks, OutcomeHook, Passes, RequestHook, ResponseHook, Takes,
};
pub(crate) use impl_item::ImplItem;
pub(crate) use named::request_lifetime;
pub(crate) use struct_item::{Argument, Inner, StructItem};
