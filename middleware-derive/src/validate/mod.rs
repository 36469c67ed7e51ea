//! Checks what was read: what is wrong with an annotated item, and what to do about it.
//!
//! `args`, `model` and `translate` note what they cannot read. Only this module words and reports it.

mod args;
mod blocking;
mod forwards;
mod function;
mod half;
mod hook;
mod hook_signature;
mod impl_item;
mod item;
mod signature;
mod struct_item;
mod translation;
mod unnamed;

pub(crate) use args::{On, args};
pub(crate) use function::function;
pub(crate) use impl_item::impl_item;
pub(crate) use item::{impl_header, no_middleware};
pub(crate) use struct_item::{fields, struct_item};
pub(crate) use translation::translation;
