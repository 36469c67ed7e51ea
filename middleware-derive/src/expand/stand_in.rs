//! What is emitted after an error, so that the compiler does not report the error again wherever the middleware is
//! used.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::{
    GenericParam, PathArguments, PathSegment, Signature, Type, parse_quote, visit_mut::VisitMut,
};

use super::{inherited, never_runs};
use crate::{
    args::ItemArgs,
    invalid::Invalid,
    model::{ImplItem, Inner, InvalidField, StructItem},
    token_search::{mentions, param_name, projects},
};

// Output:
//     impl<G> Handler<Request> for Timing<G> where G: Handler<Request, Response = Response> { .. }
//     impl<G> SingleMode<Request> for Timing<G> where .. { .. }
//     impl<G> SyncMiddleware<Request> for Timing<G> where .. { fn call(..) { unreachable!() } }
//     impl<G> AsyncMiddleware<Request> for Timing<G> where .. { fn acall(..) { pending() } }
pub(super) fn expand(mut impl_item: ImplItem<'_>) -> TokenStream {
    settle(&mut impl_item);
    let ImplItem { args, request, response, .. } = &impl_item;
    let core = &args.core;
    let never_runs = never_runs();
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
    let single_mode = implement(&quote!(SingleMode), &TokenStream::new());
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
    quote!(#handler #single_mode #call #acall)
}

/// Takes the parameters away that nothing determines, with the predicates that mention them.
fn settle(impl_item: &mut ImplItem<'_>) {
    // The next handler may return either type.
    impl_item.inner_response.take_if(|_| impl_item.wrapped.is_some());
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

// Input:
//     struct Limit<G: Handler<u32>> { get_response: GetResponse<G>, most: u32 }
// Output:
//     struct Limit<G> { get_response: GetResponse<G>, most: u32 }
//
// A bound on `G` was reported. It would be missing wherever the struct is used.
pub(super) fn drop_bounds(struct_item: &mut StructItem) {
    let Some(Inner::Param(inner)) = &struct_item.inner else { return };
    let StructItem { arguments, state, defaults, .. } = &*struct_item;
    let mut fields = arguments.iter().chain(state).chain(defaults);
    if fields.any(|field| projects(&field.ty, inner)) {
        return;
    }
    let generics = &mut struct_item.item.generics;
    for param in generics.type_params_mut().filter(|param| param.ident == *inner) {
        param.colon_token = None;
        param.bounds.clear();
    }
    if let Some(clause) = &mut generics.where_clause {
        let predicates = std::mem::take(&mut clause.predicates).into_iter();
        clause.predicates = predicates.filter(|predicate| !mentions(predicate, inner)).collect();
    }
    generics.where_clause.take_if(|clause| clause.predicates.is_empty());
}

// Output:
//     impl Limit<()> {
//         pub fn layer<T0>(_: T0) -> Identity { Identity }
//     }
//
// The layer of a struct that has an error: one that changes nothing, whatever its arguments.
pub(super) fn layer(struct_item: &StructItem, args: &ItemArgs) -> Option<TokenStream> {
    let core = &args.core;
    let StructItem { item, inner, arguments, invalid, .. } = struct_item;
    let (visibility, ident, params) = (&item.vis, &item.ident, &item.generics.params);
    let is_free = |param: &GenericParam| match param {
        GenericParam::Type(param) => param.bounds.is_empty(),
        GenericParam::Lifetime(_) => true,
        GenericParam::Const(_) => false,
    };
    if item.generics.where_clause.is_some() || !params.iter().all(is_free) {
        return None;
    }
    let given = params.iter().map(|param| match param {
        GenericParam::Lifetime(_) => quote!('static),
        GenericParam::Type(_) | GenericParam::Const(_) => quote!(()),
    });
    let generics = (!params.is_empty()).then(|| quote!(<#(#given),*>));
    // A field that holds a `GetResponse` is likely to be the one that was not found.
    let get_response = format_ident!("GetResponse");
    let is_argument = |ty: &Type| inner.is_some() || !mentions(ty, &get_response);
    let arguments = arguments.iter().filter(|argument| is_argument(&argument.ty)).count();
    let unnamed = |invalid: &&Invalid<_>| matches!(invalid.kind, InvalidField::Unnamed(..));
    let count = arguments + invalid.iter().filter(unnamed).count();
    let types: Vec<_> = (0..count).map(|at| format_ident!("T{at}")).collect();
    let attrs = inherited(&item.attrs);
    Some(quote! {
        #(#attrs)*
        impl #ident #generics {
            #[allow(dead_code, reason = "it replaces a layer")]
            #visibility fn layer<#(#types),*>(#(_: #types),*) -> #core::chain::Identity {
                #core::chain::Identity
            }
        }
    })
}
