//! The implementations for a middleware that is written with hooks.

mod by_library;
mod calls;
mod ending;
mod written_out;

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{Type, WherePredicate, parse_quote_spanned, spanned::Spanned};

use super::{at, traits::Capability};
use crate::{
    model::{
        ExceptionHook, HalfKind, Hook, ImplItem, OutcomeHook, Passes, RequestHook, ResponseHook,
    },
    token_search::{mentions, param_name},
};

/// The library calls plain hooks. If a hook is async or blocking, or is `process_outcome`, the halves are written out.
/// The calls of the hooks have one generator for both: see `calls`.
pub(super) fn expand(impl_item: &ImplItem<'_>) -> TokenStream {
    let hooks = Expansion::of(impl_item);
    let handler = impl_item.handler(Capability::Both);
    let halves = if impl_item.hooks.are_plain() {
        let (hooks, call, acall) = (hooks.hooks(), hooks.library_call(), hooks.library_acall());
        quote!(#hooks #call #acall)
    } else {
        let (call, acall) = (hooks.written_call(), hooks.written_acall());
        quote!(#call #acall)
    };
    quote!(#handler #halves)
}

struct Expansion<'a> {
    impl_item: &'a ImplItem<'a>,
    request: Option<&'a Hook<RequestHook>>,
    response: Option<&'a Hook<ResponseHook>>,
    exception: Option<&'a Hook<ExceptionHook>>,
    outcome: Option<&'a Hook<OutcomeHook>>,
    /// The response of the next handler.
    inner_response: Type,
}

impl<'a> Expansion<'a> {
    fn of(impl_item: &'a ImplItem<'a>) -> Self {
        let hooks = &impl_item.hooks;
        Self {
            impl_item,
            request: hooks.request.as_ref(),
            response: hooks.response.as_ref(),
            exception: hooks.exception.as_ref(),
            outcome: hooks.outcome.as_ref(),
            inner_response: impl_item
                .inner_response
                .clone()
                .unwrap_or_else(|| impl_item.response.clone()),
        }
    }

    /// Whether `process_request` may answer by itself.
    fn decides(&self) -> bool {
        self.request.is_some_and(|hook| matches!(hook.of.passes, Passes::Flow { .. }))
    }

    /// The bounds of the async half.
    fn async_bounds(&self) -> Vec<WherePredicate> {
        let mut bounds = self.impl_item.native_bounds(HalfKind::Acall);
        bounds.extend(self.impl_item.send_bounds());
        bounds.extend(self.held_bounds());
        bounds
    }

    // Output:
    //     Request: HeldByFuture,
    //     Instant: HeldByFuture,
    //     Response: HeldByFuture
    //
    // The future of the async half holds the request and the value, and may hold the response. If one is not `Send`, the
    // error is on the user's type. The bound is `Send` itself where the generated code needs that: for a type that is not
    // known, and for a half that is written out.
    fn held_bounds(&self) -> impl Iterator<Item = WherePredicate> {
        let request = self.request.filter(|hook| !hook.of.elided).map(|hook| &hook.of.request);
        let value = self.request.and_then(|hook| hook.of.passes.value());
        let inner_response = self.impl_item.inner_response.as_ref();
        // Other bounds already require it of open types, except of the next handler's response.
        let impl_item = self.impl_item;
        let core = &impl_item.args.core;
        let is_open = |held: &Type| {
            self.impl_item.generics.params.iter().any(|param| mentions(held, param_name(param)))
        };
        let is_asked_for = move |held: &&Type| {
            is_open(held) && !impl_item.inner.param().is_some_and(|inner| mentions(*held, inner))
        };
        [request, value, inner_response]
            .into_iter()
            .flatten()
            .filter(move |held| !is_asked_for(held))
            .map(move |held| {
                let span = held.span().resolved_at(Span::call_site());
                let bound = if is_open(held) || !impl_item.hooks.are_plain() {
                    quote!(::core::marker::Send)
                } else {
                    quote!(#core::__private::hooks::HeldByFuture)
                };
                let bound = at(span, &bound);
                parse_quote_spanned!(span=> #held: #bound)
            })
    }
}
