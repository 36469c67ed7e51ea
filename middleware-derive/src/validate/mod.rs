//! Checks what was read: what is wrong with an annotated item, and what to do about it.

mod blocking;
mod forwards;
mod half;
mod hook;
mod impl_item;
mod name;
mod signature;
mod struct_item;

pub(crate) use impl_item::impl_item;
pub(crate) use struct_item::struct_item;
