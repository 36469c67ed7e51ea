//! The bounds that the expansion adds: what each half asks of the handler in `get_response`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{
    GenericArgument, GenericParam, Generics, Ident, Lifetime, PathArguments, Token, TraitBound,
    Type, TypeParamBound, WherePredicate, parse_quote, punctuated::Punctuated, visit_mut::VisitMut,
};

use crate::{
    args::ItemArgs,
    model::{HalfKind, Handed, ImplItem, InnerBound, request_lifetime},
    token_search::{mentions, param_name},
};

// Output:
//     G: Handler<Request, Response = Response>, or where the request has a type parameter in it
//     G: Handler<Req>,
//     Req: AnsweredBy<G, Response = Response>
//
// What the implementation of `Handler` needs. The second form is one that the compiler can infer the request from in
// a deep chain: see `AnsweredBy`.
pub(super) fn handler_bounds(
    impl_item: &ImplItem,
    request: &Type,
    args: &ItemArgs,
) -> Vec<WherePredicate> {
    match &impl_item.inner {
        // The user's own bound stands there already.
        InnerBound::Stated { .. } | InnerBound::Settled => Vec::new(),
        InnerBound::Assumed { .. } => {
            let inside = impl_item.inside.as_ref();
            let Some((open, response)) =
                open_param(impl_item, request).zip(response(impl_item, inside))
            else {
                return vec![assumed(impl_item, "Handler", request, inside, args)];
            };
            let answered = answered_by(impl_item, open, request, response, args);
            vec![assumed(impl_item, "Handler", request, None, args), answered]
        }
    }
}

// Input:
//     G: Handler<Req, Response = Response>
// Output:
//     G: Handler<Req>,
//     Req: AnsweredBy<G, Response = Response>
//
// The user's own bounds, in the form that is needed where the request has to be inferred: see `AnsweredBy`.
pub(super) fn asked_one_by_one(impl_item: &ImplItem, args: &ItemArgs) -> Generics {
    let mut generics = impl_item.generics.clone();
    let InnerBound::Stated { param, .. } = &impl_item.inner else { return generics };
    let mut answered = Vec::new();
    let mut split = |bounds: &mut Punctuated<TypeParamBound, Token![+]>| {
        answered.extend(bounds.iter_mut().filter_map(|bound| {
            let (open, request, response) = take_response(impl_item, bound)?;
            Some(answered_by(impl_item, open, &request, &response, args))
        }));
    };
    for inline in generics.type_params_mut().filter(|inline| inline.ident == *param) {
        split(&mut inline.bounds);
    }
    for clause in generics.where_clause.iter_mut().flat_map(|clause| &mut clause.predicates) {
        let WherePredicate::Type(clause) = clause else { continue };
        let is_inside = matches!(&clause.bounded_ty, Type::Path(path) if path.path.is_ident(param));
        if is_inside && clause.lifetimes.is_none() {
            split(&mut clause.bounds);
        }
    }
    if !answered.is_empty() {
        generics.make_where_clause().predicates.extend(answered);
    }
    generics
}

/// Takes the response from `Handler<Request, Response = ..>`, if the request is open: the parameter to be inferred,
/// the request and the response.
fn take_response<'a>(
    impl_item: &'a ImplItem,
    bound: &mut TypeParamBound,
) -> Option<(&'a Ident, Type, Type)> {
    let Handed { lifetimes: None, request } = Handed::of(bound, &["Handler"])? else { return None };
    let open = open_param(impl_item, &request)?;
    let TypeParamBound::Trait(TraitBound { path, .. }) = bound else { return None };
    let PathArguments::AngleBracketed(args) = &mut path.segments.last_mut()?.arguments else {
        return None;
    };
    let response = args.args.iter().find_map(|arg| match arg {
        GenericArgument::AssocType(assoc) if assoc.ident == "Response" => Some(assoc.ty.clone()),
        _ => None,
    })?;
    args.args = parse_quote!(#request);
    Some((open, request, response))
}

// Output:
//     Req: AnsweredBy<G, Response = Response>, or where the request is more than the parameter
//     B: AnsweredBy<G, http::Request<B>, Response = Response>
fn answered_by(
    impl_item: &ImplItem,
    open: &Ident,
    request: &Type,
    response: &Type,
    args: &ItemArgs,
) -> WherePredicate {
    let core = &args.core;
    let inner = impl_item.inner.ty(core);
    let is_all = matches!(request, Type::Path(path) if path.path.is_ident(open));
    let whole = (!is_all).then(|| quote!(, #request));
    parse_quote!(#open: #core::__private::AnsweredBy<#inner #whole, Response = #response>)
}

/// The first type parameter of which the request is made, and which the compiler has to infer.
fn open_param<'a>(impl_item: &'a ImplItem, request: &Type) -> Option<&'a Ident> {
    let mut params = impl_item.generics.type_params().map(|param| &param.ident);
    params.find(|param| {
        !impl_item.elided && mentions(request, param) && !mentions(&impl_item.item.self_ty, param)
    })
}

// Output:
//     G: Call<Request, Response = Response>, or
//     G: AsyncCall<Request, Response = Response>
//
// What a half needs in order to call inwards. Where the user's own bound says which response the inside
// gives, this one does not.
pub(super) fn half_bounds(
    impl_item: &ImplItem,
    kind: HalfKind,
    request: &Type,
    inside: Option<&Type>,
    args: &ItemArgs,
) -> Vec<WherePredicate> {
    let name = match kind {
        HalfKind::Call => "Call",
        HalfKind::Acall => "AsyncCall",
    };
    inner_bounds(impl_item, name, request, inside, args)
}

// Output: AsyncCall<Request, Response = Response>
fn written(
    name: &str,
    request: &Type,
    response: Option<&TokenStream>,
    args: &ItemArgs,
) -> TokenStream {
    let core = &args.core;
    let name = format_ident!("{name}");
    quote!(#core::#name<#request #response>)
}

fn inner_bounds(
    impl_item: &ImplItem,
    bound: &str,
    request: &Type,
    inside: Option<&Type>,
    args: &ItemArgs,
) -> Vec<WherePredicate> {
    match &impl_item.inner {
        InnerBound::Settled => Vec::new(),
        InnerBound::Stated { param, handed } => {
            let bounds = handed.iter().map(|handed| {
                let lifetimes = &handed.lifetimes;
                let bound = written(bound, &handed.request, None, args);
                parse_quote!(#param: #lifetimes #bound)
            });
            bounds.collect()
        }
        InnerBound::Assumed { .. } => vec![assumed(impl_item, bound, request, inside, args)],
    }
}

/// The inside takes and answers what the layer itself does.
fn assumed(
    impl_item: &ImplItem,
    bound: &str,
    request: &Type,
    response: Option<&Type>,
    args: &ItemArgs,
) -> WherePredicate {
    let inner = impl_item.inner.ty(&args.core);
    let response =
        self::response(impl_item, response).map(|response| quote!(, Response = #response));
    // A request that is borrowed may be lent inwards for a shorter time, and used again afterwards.
    let lifetime: Lifetime = parse_quote!('inside);
    let lifetimes = impl_item.elided.then(|| quote!(for<#lifetime>));
    let request = lend(impl_item, request, &lifetime);
    let bound = written(bound, &request, response.as_ref(), args);
    parse_quote!(#inner: #lifetimes #bound)
}

/// The inside's response, where a bound has to say it: `-> G::Response` says it already.
fn response<'a>(impl_item: &ImplItem, response: Option<&'a Type>) -> Option<&'a Type> {
    response
        .filter(|response| !impl_item.inner.param().is_some_and(|param| mentions(response, param)))
}

/// The request with `lifetime` in place of the one that the user left out, if there is one.
fn lend(impl_item: &ImplItem, request: &Type, lifetime: &Lifetime) -> Type {
    struct Replace<'a>(&'a Lifetime);

    impl VisitMut for Replace<'_> {
        fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
            if *lifetime == request_lifetime() {
                *lifetime = self.0.clone();
            }
        }
    }

    let mut request = request.clone();
    if impl_item.elided {
        Replace(lifetime).visit_type_mut(&mut request);
    }
    request
}

// Output:
//     'a: 'static,
//     Self: Send + Sync + 'static
//
// A handler is shared between threads and lives as long as it likes. Of `G` this is known; other
// parameters of the type need not say it.
pub(super) fn shared_bounds(impl_item: &ImplItem) -> Vec<WherePredicate> {
    let self_ty = &impl_item.item.self_ty;
    let others = impl_item.item.generics.params.iter().filter(|param| {
        let name = param_name(param);
        Some(name) != impl_item.inner.param() && mentions(self_ty, name)
    });
    let others: Vec<_> = others.collect();
    let lifetimes = others.iter().filter_map(|param| match param {
        GenericParam::Lifetime(param) => Some(&param.lifetime),
        GenericParam::Type(_) | GenericParam::Const(_) => None,
    });
    let lifetimes = lifetimes.map(|lifetime| parse_quote!(#lifetime: 'static));
    // Not where there are only lifetimes: the compiler finds that by itself.
    let open = others.iter().any(|param| matches!(param, GenericParam::Type(_)));
    let shared: Option<Vec<WherePredicate>> = open.then(|| match of_any_lifetime(self_ty) {
        None => vec![parse_quote!(Self: ::core::marker::Send + ::core::marker::Sync + 'static)],
        // Of one lifetime only, it would keep the compiler from seeing that the future of an `acall` is
        // `Send`: the future knows no lifetimes.
        Some(any) => vec![
            parse_quote!(for<'any> #any: ::core::marker::Send + ::core::marker::Sync),
            parse_quote!(Self: 'static),
        ],
    });
    lifetimes.chain(shared.into_iter().flatten()).collect()
}

/// The type with `'any` for each of its lifetimes, if it has some.
fn of_any_lifetime(ty: &Type) -> Option<Type> {
    struct Any {
        found: bool,
    }

    impl VisitMut for Any {
        fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
            if lifetime.ident != "static" {
                *lifetime = parse_quote!('any);
                self.found = true;
            }
        }
    }

    let mut any = ty.clone();
    let mut visitor = Any { found: false };
    visitor.visit_type_mut(&mut any);
    visitor.found.then_some(any)
}

// Output:
//     Req: Send
//
// The future of `acall` holds the request, and may hold the response, so what their types leave open must
// be `Send`. What a blocking hook takes to another thread is `'static` too.
pub(super) fn send_bounds(
    impl_item: &ImplItem,
    request: &Type,
    response: &Type,
    args: &ItemArgs,
) -> Vec<WherePredicate> {
    let core = &args.core;
    let inside = impl_item.inner.param();
    let open = impl_item.generics.type_params().map(|param| &param.ident);
    let open = open.filter(|param| Some(*param) != inside);
    let open = open.filter(|param| {
        mentions(request, param)
            || mentions(response, param)
            || impl_item.inside.as_ref().is_some_and(|inside| mentions(inside, param))
    });
    let lifetime = (impl_item.hooks.blocking() > 0).then(|| quote!(+ 'static));
    let mut bounds: Vec<_> =
        open.map(|param| parse_quote!(#param: ::core::marker::Send #lifetime)).collect();
    if !impl_item.hooks.is_empty()
        && impl_item.inside.is_none()
        && !matches!(impl_item.inner, InnerBound::Settled)
    {
        let inner = impl_item.inner.ty(core);
        bounds.push(parse_quote! {
            <#inner as #core::Handler<#request>>::Response: ::core::marker::Send #lifetime
        });
    }
    bounds
}

/// The request that is handed inwards, as a type that can be named: by it the inner handler's mode is
/// looked up, which is the same whatever the lifetime.
pub(super) fn handed(impl_item: &ImplItem, request: &Type, args: &ItemArgs) -> Type {
    let core = &args.core;
    match &impl_item.inner {
        InnerBound::Stated { handed, .. } => {
            handed.first().map_or_else(|| request.clone(), Handed::nameable)
        }
        InnerBound::Assumed { .. } => lend(impl_item, request, &parse_quote!('static)),
        // Only the struct says what its `BoxHandler` takes.
        InnerBound::Settled => {
            parse_quote!(<<Self as #core::__private::Middleware>::Inner as #core::__private::Boxed>::Request)
        }
    }
}
