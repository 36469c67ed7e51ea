//! The span that each request runs in, where `span` asks for it.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use crate::{
    args::SpanArgs,
    model::{ImplItem, layer_name},
    token_search::mentions,
};

impl ImplItem<'_> {
    // Output:
    //     let _span = span::info_span!("Timing").entered();
    //
    // or, with fields,
    //     let _span = { let request = &request; span::info_span!("Timing", id = request.id) }.entered();
    //
    // The first thing in a sync half.
    pub(super) fn entered(&self) -> Option<TokenStream> {
        let span = self.span_of_request()?;
        Some(quote!(let _span = #span.entered();))
    }

    // Output:
    //     span::future(|| span::info_span!("Timing"), Self::acall(self, request))
    //
    // or, with fields,
    //     span::of_request(
    //         request,
    //         move |request| span::info_span!("Timing", id = request.id),
    //         move |request| Self::acall(self, request),
    //     )
    //
    // The fields need the request, which the inner future takes. So that future is made after the span is opened, at
    // the first poll. `mutability` is that of the request in `future`.
    pub(super) fn in_span(
        &self,
        mutability: Option<&TokenStream>,
        future: TokenStream,
    ) -> TokenStream {
        let core = &self.args.core;
        let Some((args, span)) = self.args.span.as_ref().zip(self.span()) else { return future };
        if args.fields.is_none() {
            return quote!(#core::__private::span::future(|| #span, #future));
        }
        let unused = unused_request(args);
        let span = if unused.is_some() { quote!({ #unused #span }) } else { span };
        quote! {
            #core::__private::span::of_request(
                request,
                move |request| #span,
                move |#mutability request| #future,
            )
        }
    }

    // Output:
    //     span::eager(span::info_span!("Timing"), || hooks::acall(..))
    pub(super) fn in_span_eagerly(&self, start: &TokenStream) -> TokenStream {
        let core = &self.args.core;
        match self.span_of_request() {
            None => start.clone(),
            Some(span) => quote!(#core::__private::span::eager(#span, || #start)),
        }
    }

    /// Whether the span has fields, so that it is opened before the request is moved.
    pub(super) fn span_has_fields(&self) -> bool {
        self.args.span.as_ref().is_some_and(|span| span.fields.is_some())
    }

    // Output:
    //     span::info_span!("Timing")
    //
    // or, with fields,
    //     { let request = &request; span::info_span!("Timing", id = request.id) }
    fn span_of_request(&self) -> Option<TokenStream> {
        let (args, span) = self.args.span.as_ref().zip(self.span())?;
        if args.fields.is_none() {
            return Some(span);
        }
        let unused = unused_request(args);
        Some(quote!({ let request = &request; #unused #span }))
    }

    // Output:
    //     span::info_span!("Timing", id = request.id)
    //
    // The macro of `tracing` is invoked in the user's code, so the target is the user's module.
    fn span(&self) -> Option<TokenStream> {
        let SpanArgs { name, level, fields, .. } = self.args.span.as_ref()?;
        let core = &self.args.core;
        let name = if let Some(name) = name {
            quote!(#name)
        } else {
            let name = layer_name(&self.item.self_ty)?;
            quote!(#name)
        };
        let open = format_ident!("{}_span", level.name());
        let fields = fields.as_ref().filter(|fields| !fields.is_empty());
        let fields = fields.map(|fields| quote!(, #fields));
        Some(quote!(#core::__private::span::#open!(#name #fields)))
    }
}

/// `let _ = request;`, if no field mentions it.
fn unused_request(args: &SpanArgs) -> Option<TokenStream> {
    let request = Ident::new("request", Span::call_site());
    let is_used = args.fields.as_ref().is_some_and(|fields| mentions(fields, &request));
    (!is_used).then(|| quote!(let _ = request;))
}
