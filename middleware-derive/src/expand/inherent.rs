//! The annotated impl itself: as it was written, with the bounds under which its halves can call
//! inwards.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{ImplItemFn, ReturnType, WherePredicate, parse_quote};

use super::{
    forwards::ForwardingHelpers, lints::allow_given_signature, method_generics::MethodGenerics,
    never_runs,
};
use crate::{
    model::{Half, HalfKind, HookKind, ImplItem},
    token_search::mentions,
};

// Input:
//     impl<G, Req> Log<G> {
//         fn call(&self, request: Req) -> G::Response { .. }
//         fn helper(&self) { .. }
//     }
// Output:
//     impl<G> Log<G> {
//         fn call<Req>(&self, request: Req) -> G::Response where G: Call<Req> { .. }
//         fn helper(&self) { .. }
//     }
//
// The halves stay here, and the impls of the traits only call them: so the body keeps its `&self` (the
// trait's `acall` has `&Arc<Self>`), a half can be generated from the other one, and what the user wrote
// is emitted in the same way whether or not it has a mistake.
//
// A parameter that the type itself does not have, as `Req` here, is allowed on the impl of a trait but
// not on this one, so it moves to the methods that use it.
pub(crate) fn expand(impl_item: &ImplItem<'_>, sound: bool) -> TokenStream {
    let get_response = &impl_item.args.get_response;
    let mut item = impl_item.item.clone();
    let method_generics = MethodGenerics::take_from(&mut item.generics, impl_item);
    let forwarding_helpers = ForwardingHelpers::among(&item.items, get_response);
    let mut halves = impl_item.halves.iter();
    // What a half states itself is not known to the other methods, so no body could be checked.
    let unchecked = impl_item.halves.iter().any(|half| half.has_generics);
    if !sound {
        drop_hooks_written_twice(&mut item.items);
    }
    for item in &mut item.items {
        let syn::ImplItem::Fn(method) = item else { continue };
        if HalfKind::of(&method.sig).is_some() {
            let Some(half) = halves.next() else { continue };
            let allow = allow_given_signature(method);
            method.attrs.extend(allow);
            let bounds = if sound {
                own_bounds(impl_item, half, &[half.kind])
            } else if unchecked || half.request.is_none() || half.response.is_none() {
                take_body(method);
                if half.response.is_none() {
                    take_output(method);
                }
                Vec::new()
            } else {
                // A half with a mistake may be meant as the other one, so it may call inwards in
                // both ways.
                own_bounds(impl_item, half, &[HalfKind::Call, HalfKind::Acall])
            };
            method_generics.add_all(method, bounds);
        } else if HookKind::of(&method.sig).is_some() {
            let allow = allow_given_signature(method);
            method.attrs.extend(allow);
            if !sound
                && (impl_item.hooks.named(&method.sig.ident).is_none()
                    || mentions(&method.block, get_response))
            {
                take_body(method);
                take_output(method);
            }
            method_generics.add_used(method);
        } else if let Some(kinds) = forwarding_helpers.kinds(method) {
            if unchecked {
                take_body(method);
                method_generics.add_used(method);
                continue;
            }
            let (request, inside) = (&impl_item.request, impl_item.inside.as_ref());
            let bounds =
                kinds.iter().flat_map(|kind| impl_item.half_bounds(*kind, request, inside));
            method_generics.add_all(method, bounds.collect());
        } else {
            method_generics.add_used(method);
        }
    }
    quote!(#item)
}

fn own_bounds(impl_item: &ImplItem<'_>, half: &Half, kinds: &[HalfKind]) -> Vec<WherePredicate> {
    let Some(request) = &half.request else {
        return Vec::new();
    };
    let bounds = |kind: &HalfKind| impl_item.half_bounds(*kind, request, half.response.as_ref());
    kinds.iter().flat_map(bounds).collect()
}

/// Takes the body out of a method whose types are not known: it could not be checked, and would only
/// report the same mistake in other words.
fn take_body(method: &mut ImplItemFn) {
    let never_runs = never_runs();
    method.block = parse_quote!({ #never_runs });
    method.attrs.push(parse_quote! {
        #[allow(unused_variables, reason = "its body was taken out")]
    });
}

fn take_output(method: &mut ImplItemFn) {
    if matches!(method.sig.output, ReturnType::Type(..)) {
        method.sig.output = parse_quote!(-> ::core::convert::Infallible);
    }
}

/// A second hook of the same name was reported, and the compiler need not do it again.
fn drop_hooks_written_twice(items: &mut Vec<syn::ImplItem>) {
    let mut seen = Vec::new();
    items.retain(|item| {
        let syn::ImplItem::Fn(method) = item else { return true };
        let Some(kind) = HookKind::of(&method.sig) else { return true };
        let is_first = !seen.contains(&kind);
        seen.push(kind);
        is_first
    });
}
