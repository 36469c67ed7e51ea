//! The bounds that the expansion adds: what each half requires of the handler in `get_response`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{
    GenericArgument, GenericParam, Generics, Ident, Lifetime, PathArguments, Token, TraitBound,
    Type, TypeParamBound, WherePredicate, parse_quote, punctuated::Punctuated,
};

use crate::{
    model::{Forwarded, HalfKind, ImplItem, InnerBound, request_lifetime, with_lifetimes},
    token_search::{mentions, param_name},
};

impl ImplItem<'_> {
    // Output:
    //     G: Handler<Request, Response = Response>
    //
    // or, where the request has a type parameter in it,
    //     G: Handler<Req>,
    //     Req: AnsweredBy<G, Response = Response>
    //
    // What the implementation of `Handler` needs, unless the user's own bound states it. The second form is one that
    // the compiler can infer the request from in a deep chain: see `AnsweredBy`.
    pub(super) fn handler_bounds(&self) -> Vec<WherePredicate> {
        let InnerBound::Assumed { .. } = &self.inner else { return Vec::new() };
        let (request, inner_response) = (&self.request, self.inner_response.as_ref());
        match self.open_param(request).zip(self.stated(inner_response)) {
            None => vec![self.assumed("Handler", request, inner_response)],
            Some((open, response)) => vec![
                self.assumed("Handler", request, None),
                self.answered_by(open, request, response),
            ],
        }
    }

    // Input:
    //     G: Handler<Req, Response = Response>
    // Output:
    //     G: Handler<Req>,
    //     Req: AnsweredBy<G, Response = Response>
    //
    // The user's own bounds, in the form that is needed where the request has to be inferred: see `AnsweredBy`.
    pub(super) fn asked_one_by_one(&self) -> Generics {
        let mut generics = self.generics.clone();
        let InnerBound::Stated { param, .. } = &self.inner else { return generics };
        let mut answered = Vec::new();
        let mut split = |bounds: &mut Punctuated<TypeParamBound, Token![+]>| {
            answered.extend(bounds.iter_mut().filter_map(|bound| {
                let (open, request, response) = self.take_response(bound)?;
                Some(self.answered_by(open, &request, &response))
            }));
        };
        for inline in generics.type_params_mut().filter(|inline| inline.ident == *param) {
            split(&mut inline.bounds);
        }
        for clause in generics.where_clause.iter_mut().flat_map(|clause| &mut clause.predicates) {
            let WherePredicate::Type(clause) = clause else { continue };
            let is_inner =
                matches!(&clause.bounded_ty, Type::Path(path) if path.path.is_ident(param));
            if is_inner && clause.lifetimes.is_none() {
                split(&mut clause.bounds);
            }
        }
        if !answered.is_empty() {
            generics.make_where_clause().predicates.extend(answered);
        }
        generics
    }

    // Input:
    //     Handler<Req, Response = Response>
    // Output:
    //     Handler<Req>
    //
    // Returns what it takes, if the request is open: the parameter to be inferred, the request and the response.
    fn take_response(&self, bound: &mut TypeParamBound) -> Option<(&Ident, Type, Type)> {
        let Forwarded { lifetimes: None, request } = Forwarded::of(bound, &["Handler"])? else {
            return None;
        };
        let open = self.open_param(&request)?;
        let TypeParamBound::Trait(TraitBound { path, .. }) = bound else { return None };
        let PathArguments::AngleBracketed(args) = &mut path.segments.last_mut()?.arguments else {
            return None;
        };
        let response = args.args.iter().find_map(|arg| match arg {
            GenericArgument::AssocType(assoc) if assoc.ident == "Response" => {
                Some(assoc.ty.clone())
            }
            _ => None,
        })?;
        args.args = parse_quote!(#request);
        Some((open, request, response))
    }

    // Output:
    //     Req: AnsweredBy<G, Response = Response>
    //
    // or, where the request is more than the parameter,
    //     B: AnsweredBy<G, http::Request<B>, Response = Response>
    fn answered_by(&self, open: &Ident, request: &Type, response: &Type) -> WherePredicate {
        let core = &self.args.core;
        let inner = self.inner.ty(core);
        let is_all = matches!(request, Type::Path(path) if path.path.is_ident(open));
        let whole = (!is_all).then(|| quote!(, #request));
        parse_quote!(#open: #core::__private::AnsweredBy<#inner #whole, Response = #response>)
    }

    /// The first type parameter of which the request is made, and which the compiler has to infer.
    fn open_param(&self, request: &Type) -> Option<&Ident> {
        let mut params = self.generics.type_params().map(|param| &param.ident);
        params.find(|param| {
            !self.elided && mentions(request, param) && !mentions(&self.item.self_ty, param)
        })
    }

    // Output:
    //     G: Call<Request, Response = Response>
    //
    // or
    //     G: AsyncCall<Request, Response = Response>
    //
    // What a half needs in order to call the next handler. Where the user's own bound states the response of the next
    // handler, this one does not.
    pub(super) fn half_bounds(
        &self,
        kind: HalfKind,
        request: &Type,
        inner_response: Option<&Type>,
    ) -> Vec<WherePredicate> {
        let name = match kind {
            HalfKind::Call => "Call",
            HalfKind::Acall => "AsyncCall",
        };
        let stated = |param: &Ident, forwarded: &[Forwarded]| -> Vec<WherePredicate> {
            let bounds = forwarded.iter().map(|Forwarded { lifetimes, request }| {
                let bound = self.bound(name, request, None);
                parse_quote!(#param: #lifetimes #bound)
            });
            bounds.collect()
        };
        let mut bounds = match &self.inner {
            InnerBound::Settled => Vec::new(),
            InnerBound::Stated { param, forwarded } => stated(param, forwarded),
            InnerBound::Assumed { .. } => vec![self.assumed(name, request, inner_response)],
        };
        if self.calls_further() {
            let further = self.further.iter();
            bounds.extend(further.flat_map(|further| stated(&further.param, &further.forwarded)));
        }
        bounds
    }

    // Output:
    //     AsyncCall<Request, Response = Response>
    fn bound(&self, name: &str, request: &Type, response: Option<&Type>) -> TokenStream {
        let core = &self.args.core;
        let name = format_ident!("{name}");
        let response = response.map(|response| quote!(, Response = #response));
        quote!(#core::#name<#request #response>)
    }

    // Output:
    //     G: Call<Request, Response = Response>
    //
    // or, if a lifetime is elided in the request,
    //     G: for<'inside> Call<&'inside Request, Response = Response>
    //
    // The next handler takes and answers what the layer itself does. A borrowed request may be reborrowed for
    // a shorter time, and used again afterwards.
    fn assumed(&self, name: &str, request: &Type, response: Option<&Type>) -> WherePredicate {
        let inner = self.inner.ty(&self.args.core);
        let lifetime: Lifetime = parse_quote!('inside);
        let lifetimes = self.elided.then(|| quote!(for<#lifetime>));
        let bound = self.bound(name, &self.lend(request, &lifetime), self.stated(response));
        parse_quote!(#inner: #lifetimes #bound)
    }

    /// The response of the next handler, where a bound has to state it: `-> G::Response` states it already.
    fn stated<'r>(&self, response: Option<&'r Type>) -> Option<&'r Type> {
        let inner = self.inner.param();
        response.filter(|response| !inner.is_some_and(|inner| mentions(*response, inner)))
    }

    /// The request with `to` in place of the elided lifetime, if there is one.
    fn lend(&self, request: &Type, to: &Lifetime) -> Type {
        let is_elided = |lifetime: &Lifetime| self.elided && *lifetime == request_lifetime();
        with_lifetimes(request, |lifetime| is_elided(lifetime).then(|| to.clone()))
    }

    // Output:
    //     'a: 'static,
    //     Self: Send + Sync + 'static
    //
    // A handler is shared between threads, and has no lifetime. `G` is a handler; other parameters of the type need the
    // bound.
    pub(super) fn shared_bounds(&self) -> Vec<WherePredicate> {
        let self_ty = &self.item.self_ty;
        let others = self.item.generics.params.iter().filter(|param| {
            let name = param_name(param);
            Some(name) != self.inner.param() && mentions(self_ty, name)
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

    // Output:
    //     Req: Send
    //
    // The future of `acall` holds the request, and may hold the response, so what their types leave open must
    // be `Send`. What a blocking hook takes to another thread is `'static` too.
    pub(super) fn send_bounds(&self) -> Vec<WherePredicate> {
        let core = &self.args.core;
        let (request, response) = (&self.request, &self.response);
        let inner = self.inner.param();
        let open = self.generics.type_params().map(|param| &param.ident);
        let open = open.filter(|param| Some(*param) != inner);
        let open = open.filter(|param| {
            mentions(request, param)
                || mentions(response, param)
                || self
                    .inner_response
                    .as_ref()
                    .is_some_and(|inner_response| mentions(inner_response, param))
        });
        let lifetime = (self.hooks.blocking() > 0).then(|| quote!(+ 'static));
        let mut bounds: Vec<_> =
            open.map(|param| parse_quote!(#param: ::core::marker::Send #lifetime)).collect();
        if !self.hooks.is_empty()
            && self.inner_response.is_none()
            && !matches!(self.inner, InnerBound::Settled)
        {
            let inner = self.inner.ty(core);
            bounds.push(parse_quote! {
                <#inner as #core::Handler<#request>>::Response: ::core::marker::Send #lifetime
            });
        }
        bounds
    }

    /// The request that is forwarded, as a type that can be named. The mode of the next handler is looked up by it, and
    /// is the same for all lifetimes.
    pub(super) fn forwarded(&self) -> Type {
        let (core, request) = (&self.args.core, &self.request);
        match &self.inner {
            InnerBound::Stated { forwarded, .. } => {
                forwarded.first().map_or_else(|| request.clone(), Forwarded::nameable)
            }
            InnerBound::Assumed { .. } => self.lend(request, &parse_quote!('static)),
            // Only the struct states the request of its `BoxHandler`.
            InnerBound::Settled => {
                parse_quote!(<<Self as #core::__private::Middleware>::Inner as #core::__private::Boxed>::Request)
            }
        }
    }
}

// Input:
//     Lookup<'a, G>
// Output:
//     Lookup<'any, G>
//
// `None` if the type has no lifetimes.
fn of_any_lifetime(ty: &Type) -> Option<Type> {
    let mut found = false;
    let any = with_lifetimes(ty, |lifetime| {
        let is_named = lifetime.ident != "static";
        found |= is_named;
        is_named.then(|| parse_quote!('any))
    });
    found.then_some(any)
}
