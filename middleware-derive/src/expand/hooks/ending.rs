//! `ending`, which calls `process_outcome` when the request has ended.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Ident, spanned::Spanned};

use super::{Expansion, calls::Caller};

impl Expansion<'_> {
    // Output:
    //     let mut ending =
    //         Ending::new(|outcome, value| Self::process_outcome(self, outcome, value));
    //
    // The first thing in a half, so that it is dropped last.
    pub(super) fn ending(&self, caller: Caller) -> Option<TokenStream> {
        let core = &self.impl_item.args.core;
        let hook = self.outcome?;
        let changes = caller == Caller::Async || self.decides() || hook.of.value.is_some();
        let mutability = changes.then(|| quote!(mut));
        let ending = match &hook.of.value {
            None => quote! {
                without_value(|outcome| { Self::process_outcome(self, outcome); })
            },
            Some(ty) => {
                // If it is not an `Option`, the error is reported where `process_outcome` states it.
                let value = Ident::new("value", ty.span().resolved_at(Span::call_site()));
                quote!(new(|outcome, value| { Self::process_outcome(self, outcome, #value); }))
            }
        };
        Some(quote!(let #mutability ending = #core::__private::hooks::Ending::#ending;))
    }

    // Output:
    //     let kept = Some(Clone::clone(&value));
    //     ending.keep(kept);
    //
    // The value is moved if `process_response` takes none. If it is not `Clone`, the error points at the type that
    // `process_request` returns. If `process_outcome` takes another type, it points at that one.
    pub(super) fn kept(&self) -> Option<TokenStream> {
        let taken = self.outcome?.of.value.as_ref()?;
        let passed = self.request?.of.passes.value()?;
        let value = if self.response.is_some_and(|hook| hook.of.value.is_some()) {
            let span = passed.span().resolved_at(Span::call_site());
            quote_spanned!(span=> ::core::clone::Clone::clone(&value))
        } else {
            quote!(value)
        };
        let kept = Ident::new("kept", taken.span().resolved_at(Span::call_site()));
        Some(quote! {
            let kept = ::core::option::Option::Some(#value);
            ending.keep(#kept);
        })
    }

    // Output:
    //     ending.short_circuit();
    //
    // Where `process_request` has answered.
    pub(super) fn short_circuit(&self) -> Option<TokenStream> {
        self.outcome.map(|_| quote!(ending.short_circuit();))
    }

    // Input:
    //     future
    // Output:
    //     ending.watch(future).await
    //
    // Without `process_outcome`, the future is awaited as it is. `ending` distinguishes a future that is dropped from
    // one that panics.
    pub(super) fn awaited(&self, future: &TokenStream) -> TokenStream {
        if self.outcome.is_some() {
            quote!(ending.watch(#future).await)
        } else {
            quote!(#future.await)
        }
    }

    // Input:
    //     Self::process_response(self, response)
    // Output:
    //     let response = Self::process_response(self, response);
    //     ending.tell(response)
    //
    // The last thing in a half: the response of a call, or the one that is bound already. Without `process_outcome`, it
    // is that alone.
    pub(super) fn ended(&self, call: Option<TokenStream>) -> TokenStream {
        match (self.outcome, call) {
            (None, None) => quote!(response),
            (None, Some(call)) => call,
            (Some(_), None) => quote!(ending.tell(response)),
            (Some(_), Some(call)) => quote!(let response = #call; ending.tell(response)),
        }
    }
}
