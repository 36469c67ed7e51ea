//! Types that have no name.

use std::fmt::Display;

use proc_macro2::TokenStream;

use crate::{errors::Errors, model::Unnamed};

/// What to do about an `impl Trait` in an impl.
pub(super) const IN_IMPL: &str =
    "name the type, or make it a parameter of the impl: `impl<G, T: Trait> ..`";

/// Reports a type without a name in the `what` of `owner`.
pub(super) fn unnamed(
    tokens: &TokenStream,
    found: Unnamed,
    (owner, what): (&dyn Display, &str),
    help: &str,
    errors: &mut Errors,
) {
    match found {
        Unnamed::ImplTrait => errors.add(
            tokens,
            format_args!("the {what} of `{owner}` is an `impl Trait`, which has no name"),
            help,
        ),
        Unnamed::Bounds => errors.add(
            tokens,
            format_args!("the {what} of `{owner}` has bounds where a type is expected"),
            format_args!("name the type, or write `dyn {tokens}`"),
        ),
    }
}
