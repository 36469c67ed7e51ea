//! The span that each request runs in, where `span` asks for it.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Type, ext::IdentExt};

use crate::model::ImplItem;

impl ImplItem<'_> {
    // Output:
    //     let _span = span::info_span!("Timing").entered();
    //
    // The first thing in a sync half.
    pub(super) fn entered(&self) -> Option<TokenStream> {
        let span = self.span()?;
        Some(quote!(let _span = #span.entered();))
    }

    // Output:
    //     span::future(|| span::info_span!("Timing"), Self::acall(self, request))
    pub(super) fn in_span(&self, future: TokenStream) -> TokenStream {
        let core = &self.args.core;
        match self.span() {
            None => future,
            Some(span) => quote!(#core::__private::span::future(|| #span, #future)),
        }
    }

    // Output:
    //     span::eager(|| span::info_span!("Timing"), || hooks::acall(..))
    pub(super) fn in_span_eagerly(&self, start: &TokenStream) -> TokenStream {
        let core = &self.args.core;
        match self.span() {
            None => start.clone(),
            Some(span) => quote!(#core::__private::span::eager(|| #span, || #start)),
        }
    }

    // Output:
    //     span::info_span!("Timing")
    //
    // The macro of `tracing` is invoked in the user's code, so the target is the user's module.
    fn span(&self) -> Option<TokenStream> {
        self.args.span.as_ref()?;
        let core = &self.args.core;
        let Type::Path(path) = &*self.item.self_ty else { return None };
        let name = path.path.segments.last()?.ident.unraw().to_string();
        Some(quote!(#core::__private::span::info_span!(#name)))
    }
}
