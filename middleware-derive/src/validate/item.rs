//! Items on which the attribute does not belong.

use syn::{Item, ItemImpl, Type};

use crate::errors::{Errors, shown};

/// Reports an impl that is not one of the annotated struct. Returns whether it is one.
pub(crate) fn impl_header(item: &ItemImpl, errors: &mut Errors) -> bool {
    if let Some((path, _)) = &item.trait_ {
        errors.add(
            path,
            "`#[middleware]` cannot be on the impl of a trait",
            format_args!(
                "put `call` and `acall` in an impl of the type itself: `impl {} {{ .. }}`",
                shown(&item.self_ty)
            ),
        );
        return false;
    }
    if !matches!(&*item.self_ty, Type::Path(_)) {
        errors.add(
            &item.self_ty,
            "this impl is not of a struct",
            "put `call` and `acall` in an impl of the annotated struct: `impl<G> Timing<G> { .. }`",
        );
        return false;
    }
    true
}

/// Reports an item that cannot be a middleware.
pub(crate) fn no_middleware(item: &Item, errors: &mut Errors) {
    let help = "put it on a struct with a field `get_response: GetResponse<G>`, and on an impl of that struct\n= help: or put it on a function `(request, get_response)`";
    match item {
        Item::Enum(item) => errors.add(&item.enum_token, "an enum cannot be a middleware", help),
        Item::Union(item) => errors.add(&item.union_token, "a union cannot be a middleware", help),
        Item::Trait(item) => errors.add(&item.trait_token, "a trait cannot be a middleware", help),
        Item::Mod(item) => errors.add(&item.mod_token, "a module cannot be a middleware", help),
        other => errors.add(other, "`#[middleware]` cannot be on this item", help),
    }
}
