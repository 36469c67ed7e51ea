//! The annotated impl itself: as it was written, with the bounds under which its halves can call the next handler.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{ImplItemFn, ReturnType, WherePredicate, parse_quote};

use super::{
    forwards::ForwardingHelpers, lints::allow_given_signature, method_generics::MethodGenerics,
    never_runs, stand_in::complete,
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
// The halves stay here, and the impls of the traits only call them. So the body keeps its `&self`, while the
// trait's `acall` has `&Arc<Self>`. One half can be generated from the other one. The user's code is emitted in
// the same way whether or not it has an error.
//
// A parameter that the type itself does not have, such as `Req` here, is allowed on the impl of a trait, but
// not on this one. So it moves to the methods that use it.
pub(crate) fn expand(impl_item: &ImplItem<'_>, sound: bool) -> TokenStream {
    let get_response = &impl_item.args.get_response;
    let mut item = impl_item.item.clone();
    let method_generics = MethodGenerics::take_from(&mut item.generics, impl_item);
    let helpers = ForwardingHelpers::among(&item.items, impl_item);
    let mut halves = impl_item.halves.iter();
    if !sound {
        drop_hooks_written_twice(&mut item.items);
    }
    for item in &mut item.items {
        let syn::ImplItem::Fn(method) = item else { continue };
        if HalfKind::of(&method.sig).is_some() {
            method.attrs.extend(allow_given_signature(method));
            let bounds = halves.next().map(|half| half_bounds(impl_item, half, method, sound));
            method_generics.add_all(method, bounds.unwrap_or_default());
        } else if HookKind::of(&method.sig).is_some() {
            method.attrs.extend(allow_given_signature(method));
            let is_read = impl_item.hooks.named(&method.sig.ident).is_some();
            if !sound && (!is_read || mentions(&method.block, get_response)) {
                take_body(method);
                take_output(method);
                complete(&mut method.sig, "Outcome");
            }
            method_generics.add_used(method);
        } else if let Some(kinds) = helpers.kinds(method).filter(|_| !is_unchecked(impl_item)) {
            let request = &impl_item.request;
            let inner_response = impl_item.next_response().or(impl_item.inner_response.as_ref());
            let bounds =
                kinds.iter().flat_map(|kind| impl_item.half_bounds(*kind, request, inner_response));
            method_generics.add_all(method, bounds.collect());
        } else {
            if helpers.kinds(method).is_some() {
                take_body(method);
            }
            method_generics.add_used(method);
        }
    }
    quote!(#item)
}

/// What a half states itself is not known to the other methods, so no body can be checked.
fn is_unchecked(impl_item: &ImplItem<'_>) -> bool {
    impl_item.halves.iter().any(|half| half.has_generics)
}

/// The bounds with which the half can call the next handler. Without them, the body is taken out.
fn half_bounds(
    impl_item: &ImplItem<'_>,
    half: &Half,
    method: &mut ImplItemFn,
    sound: bool,
) -> Vec<WherePredicate> {
    let request = half.request.as_ref().filter(|_| !is_unchecked(impl_item));
    let (Some(request), Some(response)) = (request, &half.response) else {
        take_body(method);
        if half.response.is_none() {
            take_output(method);
        }
        return Vec::new();
    };
    // A half with an error may be meant as the other one, so it may call the next handler in both ways.
    let kinds = if sound { vec![half.kind] } else { vec![HalfKind::Call, HalfKind::Acall] };
    let next = impl_item.next_response().unwrap_or(response);
    let bounds = kinds.into_iter().map(|kind| impl_item.half_bounds(kind, request, Some(next)));
    bounds.flatten().collect()
}

// Output:
//     #[allow(unused_variables, reason = "its body was taken out")]
//     fn call(&self, request: Request) -> Response { unreachable!() }
//
// A method whose types are not known: in its body, rustc would report the same error in other words.
fn take_body(method: &mut ImplItemFn) {
    let never_runs = never_runs();
    method.block = parse_quote!({ #never_runs });
    method.attrs.push(parse_quote! {
        #[allow(unused_variables, reason = "its body was taken out")]
    });
}

// Output:
//     fn call(&self, request: Request) -> Infallible { .. }
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
