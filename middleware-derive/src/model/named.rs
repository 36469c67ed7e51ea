//! Types that the expansion has to name.

use syn::{
    Ident, Lifetime, ParenthesizedGenericArguments, Type, TypeFnPtr, TypeImplTrait, TypeReference,
    visit::{self, Visit},
    visit_mut::{self, VisitMut},
};

use crate::errors::Errors;

/// The halves and the traits must agree on the types, so they have to be named.
pub(super) fn refuse_impl_trait(
    ty: &Type,
    half: &str,
    what: &str,
    errors: &mut Errors,
) -> Option<()> {
    let help = "name the type, or make it a parameter of the impl: `impl<G, T: Trait> ..`";
    refuse_nameless(ty, half, what, help, errors)
}

/// The same for a function.
pub(super) fn refuse_impl_trait_in_function(
    ty: &Type,
    function: &Ident,
    what: &str,
    errors: &mut Errors,
) -> Option<()> {
    let help =
        format!("name the type, or make it a parameter: `fn {function}<G, T: Trait>(..) -> ..`");
    refuse_nameless(ty, &function.to_string(), what, &help, errors)
}

fn refuse_nameless(
    ty: &Type,
    owner: &str,
    what: &str,
    help: &str,
    errors: &mut Errors,
) -> Option<()> {
    struct FindImplTrait<'ast>(Option<&'ast TypeImplTrait>);

    impl<'ast> Visit<'ast> for FindImplTrait<'ast> {
        fn visit_type_impl_trait(&mut self, found: &'ast TypeImplTrait) {
            self.0.get_or_insert(found);
        }
    }

    let mut find = FindImplTrait(None);
    visit::visit_type(&mut find, ty);
    let Some(impl_trait) = find.0 else {
        return Some(());
    };
    errors.add(
        impl_trait,
        format_args!("the {what} of `{owner}` is an `impl Trait`, which has no name"),
        help,
    );
    None
}

/// The name given to lifetimes that the user left out in the type of the request.
pub(crate) fn request_lifetime() -> Lifetime {
    syn::parse_quote!('request)
}

/// The type with names for the lifetimes that are left out, as the header of an impl needs them, and whether
/// there were any.
pub(super) fn name_elided(ty: &Type) -> (Type, bool) {
    let mut named = ty.clone();
    let mut elided = NameElided::default();
    elided.visit_type_mut(&mut named);
    (named, elided.found)
}

/// Names the lifetimes that are left out.
#[derive(Default)]
struct NameElided {
    found: bool,
}

impl VisitMut for NameElided {
    fn visit_type_reference_mut(&mut self, reference: &mut TypeReference) {
        if reference.lifetime.is_none() {
            reference.lifetime = Some(request_lifetime());
            self.found = true;
        }
        visit_mut::visit_type_reference_mut(self, reference);
    }

    fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
        if lifetime.ident == "_" {
            *lifetime = request_lifetime();
            self.found = true;
        }
    }

    // `fn(&T)` and `Fn(&T)` elide within themselves.
    fn visit_type_fn_ptr_mut(&mut self, _: &mut TypeFnPtr) {}
    fn visit_parenthesized_generic_arguments_mut(&mut self, _: &mut ParenthesizedGenericArguments) {
    }
}
