//! The calls of the hooks: by the library, or by a half that is written out.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Ident, spanned::Spanned};

use super::Expansion;
use crate::{
    expand::at,
    model::{Hook, Takes},
};

/// What calls the hooks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Caller {
    /// The library, by the trait `Hooks`. No hook waits.
    Library,
    /// A sync half, which blocks on async hooks.
    Sync,
    /// An async half, which runs blocking hooks in the thread pool.
    Async,
}

impl Caller {
    /// Whether the hook runs in the thread pool.
    pub(super) fn hops<Of>(self, hook: &Hook<Of>) -> bool {
        self == Self::Async && hook.head.blocking.is_some()
    }
}

impl Expansion<'_> {
    // Output:
    //     Self::process_request(self, &mut request)
    //
    // or, where it blocks and the caller is async: to another thread and back,
    //     {
    //         let (kept, passed) = bridge::run_blocking(self, request, |this, mut request| {
    //             let passed = Self::process_request(this, &mut request);
    //             (request, passed)
    //         })
    //         .await;
    //         request = kept;
    //         passed
    //     }
    pub(super) fn process_request(&self, caller: Caller) -> Option<TokenStream> {
        let hook = self.request?;
        let mutability = hook.of.mutable.then(|| quote!(mut));
        if caller.hops(hook) {
            let passed = self.run_blocking(
                &quote!(request),
                &quote!(#mutability request),
                &quote! {{
                    let passed = Self::process_request(this, &#mutability request);
                    (request, passed)
                }},
            );
            return Some(quote! {{
                let (kept, passed) = #passed;
                request = kept;
                passed
            }});
        }
        let borrow = match caller {
            Caller::Library => quote!(request),
            Caller::Sync | Caller::Async => quote!(&#mutability request),
        };
        Some(self.in_mode(caller, hook, quote!(Self::process_request(self, #borrow))))
    }

    // Output:
    //     match hooks::Fallible::<Error>::failed(response) {
    //         Ok(response) => response,
    //         Err(error) => Self::process_exception(self, error),
    //     }
    pub(super) fn process_exception(&self, caller: Caller) -> Option<TokenStream> {
        let hook = self.exception?;
        let (response, error) = (&hook.of.response, &hook.of.error);
        let span = response.span().resolved_at(Span::call_site());
        let core = at(span, &self.impl_item.args.core);
        let failed =
            quote_spanned!(span=> #core::__private::hooks::Fallible::<#error>::failed(response));
        let recovered = if caller.hops(hook) {
            let core = &self.impl_item.args.core;
            self.awaited(&quote!(#core::bridge::run_blocking(self, error, Self::process_exception)))
        } else {
            self.in_mode(caller, hook, quote!(Self::process_exception(self, error)))
        };
        Some(quote! {
            match #failed {
                ::core::result::Result::Ok(response) => response,
                ::core::result::Result::Err(error) => #recovered,
            }
        })
    }

    // Output:
    //     Self::process_response(self, response, value)
    //
    // or, where it takes a reference,
    //     Self::process_response(self, &mut response, value);
    //     response
    pub(super) fn process_response(
        &self,
        caller: Caller,
        value: Option<&TokenStream>,
    ) -> TokenStream {
        let Some(hook) = self.response else { return self.ended(None) };
        let argument = value.map(|value| quote!(, #value));
        let borrow = match hook.of.takes {
            Takes::Value => None,
            Takes::Reference => Some(quote!(&)),
            Takes::MutReference => Some(quote!(&mut)),
        };
        if caller.hops(hook) {
            let mutability = (hook.of.takes == Takes::MutReference).then(|| quote!(mut));
            let (input, pattern) = match value {
                None => (quote!(response), quote!(#mutability response)),
                Some(value) => (quote!((response, #value)), quote!((#mutability response, #value))),
            };
            let returned = borrow.as_ref().map(|_| quote!(; response));
            let call =
                quote!({ Self::process_response(this, #borrow response #argument) #returned });
            return self.ended(Some(self.run_blocking(&input, &pattern, &call)));
        }
        let call = quote!(Self::process_response(self, #borrow response #argument));
        let call = self.in_mode(caller, hook, call);
        if borrow.is_none() {
            return self.ended(Some(call));
        }
        let response = self.ended(None);
        quote!(#call; #response)
    }

    /// `mut`, if `process_response` changes the response where it is called.
    pub(super) fn response_mutability(&self, caller: Caller) -> Option<TokenStream> {
        let hook = self.response?;
        let changes = hook.of.takes == Takes::MutReference && !caller.hops(hook);
        changes.then(|| quote!(mut))
    }

    /// The value from `process_request` that `process_response` takes. If the types differ, the error is reported at
    /// the type in `process_response`.
    pub(super) fn value(&self) -> Option<TokenStream> {
        let ty = self.response?.of.value.as_ref()?;
        let value = Ident::new("value", ty.span().resolved_at(Span::call_site()));
        Some(quote!(#value))
    }

    // Output:
    //     bridge::run_blocking(self, input, |this, pattern| body).await
    fn run_blocking(
        &self,
        input: &TokenStream,
        pattern: &TokenStream,
        body: &TokenStream,
    ) -> TokenStream {
        let core = &self.impl_item.args.core;
        self.awaited(&quote!(#core::bridge::run_blocking(self, #input, |this, #pattern| #body)))
    }

    // Input:
    //     Self::process_request(self, &request)
    // Output:
    //     Self::process_request(self, &request).await
    //
    // or, where a sync half calls it,
    //     bridge::block_on(Self::process_request(self, &request))
    //
    // Only if the hook is async.
    fn in_mode<Of>(&self, caller: Caller, hook: &Hook<Of>, call: TokenStream) -> TokenStream {
        let core = &self.impl_item.args.core;
        match (caller, hook.head.asyncness.is_some()) {
            (_, false) | (Caller::Library, _) => call,
            (Caller::Sync, true) => quote!(#core::bridge::block_on(#call)),
            (Caller::Async, true) => self.awaited(&call),
        }
    }
}
