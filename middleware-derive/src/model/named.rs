//! Types that the expansion has to name.

use syn::{
    Lifetime, ParenthesizedGenericArguments, Type, TypeFnPtr, TypeImplTrait, TypeReference,
    TypeTraitObject,
    visit::{self, Visit},
    visit_mut::{self, VisitMut},
};

use crate::invalid::Invalid;

/// What has no name in a type. The halves and the traits must agree on their types, so they name them.
#[derive(Clone, Copy)]
pub(crate) enum Unnamed {
    ImplTrait,
    /// A trait object without its `dyn`.
    Bounds,
}

impl Unnamed {
    /// Finds the first part of the type that has no name. `invalid` adds what the type is.
    pub(super) fn check<Of>(
        ty: &Type,
        invalid: impl FnOnce(Self) -> Of,
    ) -> Result<(), Invalid<Of>> {
        let mut find = FindUnnamed::default();
        find.visit_type(ty);
        match (find.impl_trait, find.bounds) {
            (Some(found), _) => Err(Invalid::at(found, invalid(Self::ImplTrait))),
            (None, Some(found)) => Err(Invalid::at(found, invalid(Self::Bounds))),
            (None, None) => Ok(()),
        }
    }
}

#[derive(Default)]
struct FindUnnamed<'ast> {
    impl_trait: Option<&'ast TypeImplTrait>,
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

/// The name for elided lifetimes in the type of the request.
pub(crate) fn request_lifetime() -> Lifetime {
    syn::parse_quote!('request)
}

/// The type with other lifetimes, where `with` gives one.
pub(crate) fn with_lifetimes(ty: &Type, with: impl FnMut(&Lifetime) -> Option<Lifetime>) -> Type {
    struct Replace<With>(With);

    impl<With: FnMut(&Lifetime) -> Option<Lifetime>> VisitMut for Replace<With> {
        fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
            if let Some(other) = (self.0)(lifetime) {
                *lifetime = other;
            }
        }
    }

    let mut ty = ty.clone();
    Replace(with).visit_type_mut(&mut ty);
    ty
}

/// The type with names for its elided lifetimes, which the header of an impl needs, and whether
/// there were any.
pub(super) fn name_elided(ty: &Type) -> (Type, bool) {
    let mut named = ty.clone();
    let mut elided = NameElided::default();
    elided.visit_type_mut(&mut named);
    (named, elided.found)
}

/// Whether this is `&mut Job<'_>`: the two elided lifetimes may differ.
pub(super) fn elides_two_lifetimes(ty: &Type) -> bool {
    match ty {
        Type::Reference(TypeReference { lifetime: None, mutability: Some(_), elem, .. }) => {
            name_elided(elem).1
        }
        _ => false,
    }
}

/// Names the elided lifetimes.
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
