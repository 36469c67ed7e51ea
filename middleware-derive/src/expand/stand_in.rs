//! What an impl with an error has in place of the implementations of the core's traits.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{PathArguments, PathSegment, Signature, parse_quote, visit_mut::VisitMut};

use super::never_runs;
use crate::{
    model::ImplItem,
    token_search::{mentions, param_name},
};

// Output:
//     impl<G> Handler<Request> for Timing<G> where G: Handler<Request, Response = Response> { .. }
//     impl<G> Forwards<Request> for Timing<G> where .. { .. }
//     impl<G> SyncMiddleware<Request> for Timing<G> where .. { fn call(..) { unreachable!() } }
//     impl<G> AsyncMiddleware<Request> for Timing<G> where .. { fn acall(..) { pending() } }
//
// They keep the compiler from reporting the error once more wherever the middleware is used.
pub(super) fn expand(mut impl_item: ImplItem<'_>) -> TokenStream {
    settle(&mut impl_item);
    let ImplItem { args, request, response, .. } = &impl_item;
    let core = &args.core;
    let never_runs = never_runs();
    let handed = impl_item.handed();
    let implement = |name: &TokenStream, body: &TokenStream| {
        impl_item.implement(name, impl_item.handler_bounds(), body)
    };
    let handler = implement(
        &quote!(Handler),
        &quote! {
            type Response = #response;
            type Mode = #core::mode::DynMode;

            fn mode(&self) -> #core::Mode {
                #never_runs
            }
        },
    );
    let forwards = implement(&quote!(__private::Forwards), &quote!(type Request = #handed;));
    let call = implement(
        &quote!(SyncMiddleware),
        &quote! {
            fn call(&self, _: #request) -> #response {
                #never_runs
            }
        },
    );
    let acall = implement(
        &quote!(AsyncMiddleware),
        &quote! {
            fn acall(
                self: &::std::sync::Arc<Self>,
                _: #request,
            ) -> impl ::core::future::Future<Output = #response> + ::core::marker::Send {
                ::core::future::pending()
            }
        },
    );
    quote!(#handler #forwards #call #acall)
}

/// Takes the parameters away that nothing determines, with the predicates that mention them.
fn settle(impl_item: &mut ImplItem<'_>) {
    let open = impl_item.undetermined().into_iter();
    let open: Vec<_> = open.map(|param| param_name(param).clone()).collect();
    let is_settled = |tokens: &dyn ToTokens| {
        let tokens = tokens.to_token_stream();
        !open.iter().any(|open| mentions(&tokens, open))
    };
    let generics = &mut impl_item.generics;
    let params = std::mem::take(&mut generics.params).into_iter();
    generics.params = params.filter(|param| is_settled(param_name(param))).collect();
    if let Some(clause) = &mut generics.where_clause {
        let predicates = std::mem::take(&mut clause.predicates).into_iter();
        clause.predicates = predicates.filter(|predicate| is_settled(predicate)).collect();
    }
    if !is_settled(&impl_item.response) {
        impl_item.response = parse_quote!(());
    }
}

// Input:
//     fn timing(request: Request, get_response: &GetResponse)
// Output:
//     fn timing(request: Request, get_response: &GetResponse<()>)
//
// That the type is missing was reported.
pub(super) fn complete(signature: &mut Signature, name: &str) {
    struct Complete<'a>(&'a str);

    impl VisitMut for Complete<'_> {
        fn visit_path_segment_mut(&mut self, segment: &mut PathSegment) {
            if segment.ident == self.0 && segment.arguments.is_none() {
                segment.arguments = PathArguments::AngleBracketed(parse_quote!(<()>));
            }
        }
    }

    signature.inputs.iter_mut().for_each(|input| Complete(name).visit_fn_arg_mut(input));
}
