//! `ending`, by which a half tells `process_outcome` how the request ended.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Ident, spanned::Spanned};

use super::{Caller, Expansion};
use crate::model::Passes;

impl Expansion<'_> {
    // Output:
    //     let mut ending =
    //         Ending::new(|outcome, value| Self::process_outcome(self, outcome, value));
    //
    // The first thing in a half, so that it is dropped last.
    pub(super) fn ending(&self, caller: Caller) -> Option<TokenStream> {
        let core = &self.traits.args.core;
        let hook = self.outcome?;
        let decides =
            self.request.is_some_and(|hook| matches!(hook.of.passes, Passes::Flow { .. }));
        let changes = caller == Caller::Async || decides || hook.of.value.is_some();
        let mutability = changes.then(|| quote!(mut));
        let ending = match &hook.of.value {
            None => quote! {
                without_value(|outcome| { Self::process_outcome(self, outcome); })
            },
            Some(ty) => {
                // If it is no `Option`, that is told where `process_outcome` states it.
                let value = Ident::new("value", ty.span().resolved_at(Span::call_site()));
                quote!(new(|outcome, value| { Self::process_outcome(self, outcome, #value); }))
            }
        };
        Some(quote!(let #mutability ending = #core::__private::hooks::Ending::#ending;))
    }

    // Output:
    //     ending.keep(Clone::clone(&value));
    //
    // MethodGenerics, if `process_response` takes none. Errors point at the type that `process_request` hands on, or
    // that `process_outcome` takes.
    pub(super) fn kept(&self) -> Option<TokenStream> {
        let taken = self.outcome?.of.value.as_ref()?;
        let handed = self.request?.of.passes.value()?;
        let value = if self.response.is_some_and(|hook| hook.of.value.is_some()) {
            let span = handed.span().resolved_at(Span::call_site());
            quote_spanned!(span=> ::core::clone::Clone::clone(&value))
        } else {
            let span = taken.span().resolved_at(Span::call_site());
            quote_spanned!(span=> value)
        };
        Some(quote!(ending.keep(#value);))
    }

    /// Notes that `process_request` has answered.
    pub(super) fn short_circuit(&self) -> Option<TokenStream> {
        self.outcome.map(|_| quote!(ending.short_circuit();))
    }

    /// The future, awaited. `ending` watches it, to tell a future that is dropped from one that panics.
    pub(super) fn awaited(&self, future: &TokenStream) -> TokenStream {
        if self.outcome.is_some() {
            quote!(ending.watch(#future).await)
        } else {
            quote!(#future.await)
        }
    }

    /// The response, which is told as it leaves.
    pub(super) fn told(&self) -> TokenStream {
        if self.outcome.is_some() { quote!(ending.tell(response)) } else { quote!(response) }
    }

    /// What gives the response that leaves, and is told.
    pub(super) fn leaves(&self, response: TokenStream) -> TokenStream {
        if self.outcome.is_some() {
            quote!(let response = #response; ending.tell(response))
        } else {
            response
        }
    }
}
