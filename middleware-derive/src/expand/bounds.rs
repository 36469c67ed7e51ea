//! The bounds that the expansion adds: what each half asks of the handler in `get_response`.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Type, WherePredicate, parse_quote};

use crate::{
    args::ItemArgs,
    mentions::{mentions, param_name},
    model::{HalfKind, Imp, InnerBound},
};

// Output:
//     G: Handler<Request, Response = Response>
//
// What the implementation of `Handler` needs.
pub(super) fn handler_bounds(imp: &Imp, args: &ItemArgs) -> Vec<WherePredicate> {
    bounds(imp, args, "Handler")
}

// Output:
//     G: Call<Request, Response = Response>, or
//     G: AsyncCall<Request, Response = Response>
//
// What a half needs in order to call inwards.
pub(super) fn half_bounds(imp: &Imp, kind: HalfKind, args: &ItemArgs) -> Vec<WherePredicate> {
    match kind {
        HalfKind::Call => bounds(imp, args, "Call"),
        HalfKind::Acall => bounds(imp, args, "AsyncCall"),
    }
}

fn bounds(imp: &Imp, args: &ItemArgs, name: &str) -> Vec<WherePredicate> {
    let core = &args.core;
    let name = quote::format_ident!("{name}");
    let (Some(request), Some(response)) = (&imp.request, &imp.response) else {
        return Vec::new();
    };
    match &imp.inner {
        InnerBound::Settled => Vec::new(),
        // The user's own bound stands beside it, with the response.
        InnerBound::Stated { .. } if name == "Handler" => Vec::new(),
        InnerBound::Stated { param, handed } => handed
            .iter()
            .map(|handed| {
                let (lifetimes, request) = (&handed.lifetimes, &handed.request);
                parse_quote!(#param: #lifetimes #core::#name<#request>)
            })
            .collect(),
        InnerBound::Assumed { param } => {
            let inner = imp.inner.ty(core);
            // `-> G::Response` says it already.
            let says_itself = param
                .as_ref()
                .is_some_and(|param| mentions(response, param));
            let response = (!says_itself).then(|| quote!(, Response = #response));
            vec![parse_quote!(#inner: #core::#name<#request #response>)]
        }
    }
}

// Output:
//     Self: Send + Sync + 'static
//
// A handler is shared between threads. Of `G` this is known; other parameters of the type need not say
// it.
pub(super) fn shared_bound(imp: &Imp) -> Option<WherePredicate> {
    let self_ty = &imp.item.self_ty;
    let others = imp.item.generics.params.iter().any(|param| {
        let name = param_name(param);
        Some(name) != imp.inner.param() && mentions(self_ty, name)
    });
    others.then(|| parse_quote!(Self: ::core::marker::Send + ::core::marker::Sync + 'static))
}

// Output:
//     Req: Send
//
// The future of `acall` holds the request, so what its type leaves open must be `Send`.
pub(super) fn send_bounds(imp: &Imp, request: &Type) -> Vec<WherePredicate> {
    let open = imp.item.generics.type_params().map(|param| &param.ident);
    let open = open.filter(|param| mentions(request, param));
    open.map(|param| parse_quote!(#param: ::core::marker::Send))
        .collect()
}

/// The request that is handed inwards, as a type that can be named: by it the inner handler's mode is
/// looked up.
pub(super) fn handed(imp: &Imp, request: &Type) -> TokenStream {
    match &imp.inner {
        InnerBound::Stated { handed, .. } => handed.first().map_or_else(
            || request.to_token_stream(),
            |handed| handed.nameable().to_token_stream(),
        ),
        InnerBound::Assumed { .. } | InnerBound::Settled => request.to_token_stream(),
    }
}
