//! Types that the expansion has to name.

use quote::ToTokens;
use syn::{
    Ident, Lifetime, ParenthesizedGenericArguments, Type, TypeFnPtr, TypeImplTrait, TypeReference,
    TypeTraitObject,
    visit::{self, Visit},
    visit_mut::{self, VisitMut},
};

use crate::errors::Errors;

/// Refuses types that have no name: the halves and the traits must agree on them.
pub(super) fn refuse_unnamed(ty: &Type, half: &str, what: &str, errors: &mut Errors) -> Option<()> {
    let help = "name the type, or make it a parameter of the impl: `impl<G, T: Trait> ..`";
    refuse(ty, half, what, help, errors)
}

/// The same for a function.
pub(super) fn refuse_unnamed_in_function(
    ty: &Type,
    function: &Ident,
    what: &str,
    errors: &mut Errors,
) -> Option<()> {
    let help =
        format!("name the type, or make it a parameter: `fn {function}<G, T: Trait>(..) -> ..`");
    refuse(ty, &function.to_string(), what, &help, errors)
}

fn refuse(ty: &Type, owner: &str, what: &str, help: &str, errors: &mut Errors) -> Option<()> {
    let mut find = FindUnnamed::default();
    visit::visit_type(&mut find, ty);
    if let Some(impl_trait) = find.impl_trait {
        errors.add(
            impl_trait,
            format_args!("the {what} of `{owner}` is an `impl Trait`, which has no name"),
            help,
        );
        return None;
    }
    if let Some(bounds) = find.bounds {
        errors.add(
            bounds,
            format_args!("the {what} of `{owner}` holds bounds where a type is expected"),
            format_args!("name the type, or write `dyn {}`", bounds.to_token_stream()),
        );
        return None;
    }
    Some(())
}

#[derive(Default)]
struct FindUnnamed<'ast> {
    impl_trait: Option<&'ast TypeImplTrait>,
    /// A trait object without its `dyn`.
    bounds: Option<&'ast TypeTraitObject>,
}

impl<'ast> Visit<'ast> for FindUnnamed<'ast> {
    fn visit_type_impl_trait(&mut self, found: &'ast TypeImplTrait) {
        self.impl_trait.get_or_insert(found);
    }

    fn visit_type_trait_object(&mut self, found: &'ast TypeTraitObject) {
        if found.dyn_token.is_none() {
            self.bounds.get_or_insert(found);
        }
        visit::visit_type_trait_object(self, found);
    }
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

/// Refuses `&mut Job<'_>`: of the two lifetimes that are left out, neither may stand for the other.
pub(super) fn refuse_two_lifetimes(ty: &Type, half: &str, errors: &mut Errors) -> Option<()> {
    if let Type::Reference(TypeReference { lifetime: None, mutability: Some(_), elem, .. }) = ty {
        if name_elided(elem).1 {
            errors.add(
                ty,
                format_args!("two lifetimes are left out in the request of `{half}`"),
                "name both of them on the impl: `impl<'r, 'j, G> ..`, and write `&'r mut Job<'j>`",
            );
            return None;
        }
    }
    Some(())
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
