//! The annotated impl itself: as it was written, with the bounds under which its halves can call
//! inwards.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{
    Attribute, FnArg, GenericParam, Generics, Ident, ImplItem, ImplItemFn, ReturnType,
    WherePredicate, parse_quote, visit_mut::VisitMut,
};

use super::bounds::half_bounds;
use crate::{
    args::ItemArgs,
    mentions::{mentions, param_name},
    model::{Half, HalfKind, Imp, NameElided, request_lifetime},
};

// Input:
//     impl<G, Req> Log<G> {
//         fn call(&self, request: Req) -> G::Response { .. }
//         fn helper(&self) { .. }
//     }
// Output:
//     impl<G> Log<G> {
//         fn call<Req>(&self, request: Req) -> G::Response where G: Call<Req> { .. }
//         fn helper(&self) { .. }
//     }
//
// A parameter that the type itself does not have, as `Req` here, is allowed on the impl of a trait but
// not on this one, so it moves to the methods that use it.
pub(crate) fn expand(imp: &Imp, args: &ItemArgs, sound: bool) -> TokenStream {
    let mut item = imp.item.clone();
    let moved = Moved::take_from(&mut item.generics, &imp.item.self_ty.to_token_stream());
    let calls_inwards = helpers_that_call_inwards(&item.items);
    let mut halves = imp.halves.iter();
    for item in &mut item.items {
        let ImplItem::Fn(method) = item else { continue };
        if HalfKind::of(&method.sig).is_some() {
            let Some(half) = halves.next() else { continue };
            name_request_lifetime(method);
            method.attrs.push(given_signature());
            let bounds = if sound {
                own_bounds(imp, half, &[half.kind], args)
            } else {
                keep_quiet(method, half);
                // A half with a mistake may be meant as the other one, so it may call inwards in
                // both ways.
                own_bounds(imp, half, &[HalfKind::Call, HalfKind::Acall], args)
            };
            moved.add_all(method, bounds);
        } else if calls_inwards.contains(&method.sig.ident) {
            let kind =
                if method.sig.asyncness.is_some() { HalfKind::Acall } else { HalfKind::Call };
            let bounds = match &imp.request {
                Some(request) => half_bounds(imp, kind, request, imp.response.as_ref(), args),
                None => Vec::new(),
            };
            moved.add_all(method, bounds);
        } else {
            moved.add_used(method);
        }
    }
    quote!(#item)
}

/// Silences the lints that would have the user change what the traits demand. They know to keep quiet on
/// the impl of a trait, but this is not one.
fn given_signature() -> Attribute {
    parse_quote! {
        #[allow(
            clippy::must_use_candidate,
            clippy::needless_pass_by_value,
            clippy::unnecessary_wraps,
            clippy::unused_async,
            clippy::unused_self,
            clippy::unused_unit,
            reason = "the signature of a half is given"
        )]
    }
}

fn own_bounds(imp: &Imp, half: &Half, kinds: &[HalfKind], args: &ItemArgs) -> Vec<WherePredicate> {
    let Some(request) = &half.request else {
        return Vec::new();
    };
    let bounds = |kind: &HalfKind| half_bounds(imp, *kind, request, half.response.as_ref(), args);
    kinds.iter().flat_map(bounds).collect()
}

/// Takes the body out of a half whose types are not known: it could not be checked, and would only
/// report the same mistake in other words.
fn keep_quiet(method: &mut ImplItemFn, half: &Half) {
    let returns = matches!(method.sig.output, ReturnType::Type(..));
    if half.request.is_none() || (returns && half.response.is_none()) {
        method.block = parse_quote!({ ::core::unimplemented!() });
        method.attrs.push(parse_quote!(#[allow(unused_variables)]));
    }
    if returns && half.response.is_none() {
        method.sig.output = parse_quote!(-> ::core::convert::Infallible);
    }
}

/// Names the lifetimes that are left out in the type of the request, because its bounds name them.
fn name_request_lifetime(method: &mut ImplItemFn) {
    let mut elided = NameElided::default();
    for input in &mut method.sig.inputs {
        if let FnArg::Typed(input) = input {
            elided.visit_type_mut(&mut input.ty);
        }
    }
    if elided.found {
        let lifetime = request_lifetime();
        method.sig.generics.params.insert(0, parse_quote!(#lifetime));
    }
}

/// The methods besides the halves that call `get_response`, themselves or by way of another one.
fn helpers_that_call_inwards(items: &[ImplItem]) -> Vec<Ident> {
    let helpers: Vec<_> = items
        .iter()
        .filter_map(|item| match item {
            ImplItem::Fn(method) if HalfKind::of(&method.sig).is_none() => Some(method),
            _ => None,
        })
        .collect();
    let mut found: Vec<Ident> = Vec::new();
    let mut names = vec![Ident::new("get_response", proc_macro2::Span::call_site())];
    while let Some(name) = names.pop() {
        for helper in &helpers {
            if !found.contains(&helper.sig.ident) && mentions(&helper.block, &name) {
                found.push(helper.sig.ident.clone());
                names.push(helper.sig.ident.clone());
            }
        }
    }
    found
}

/// The generic parameters of the impl that its type does not have, and what is asked of them.
struct Moved {
    params: Vec<GenericParam>,
    predicates: Vec<WherePredicate>,
}

impl Moved {
    /// Takes them out of the generics of the impl.
    fn take_from(generics: &mut Generics, self_ty: &TokenStream) -> Self {
        let (mut kept, params): (Vec<_>, Vec<_>) = std::mem::take(&mut generics.params)
            .into_iter()
            .partition(|param| mentions(self_ty, param_name(param)));
        let concerned = |code: &dyn ToTokens| {
            let code = code.to_token_stream();
            params.iter().any(|param| mentions(&code, param_name(param)))
        };
        let mut predicates = Vec::new();
        for param in &mut kept {
            match param {
                GenericParam::Type(param) if concerned(&param.bounds) => {
                    let (ident, bounds) = (&param.ident, std::mem::take(&mut param.bounds));
                    predicates.push(parse_quote!(#ident: #bounds));
                    param.colon_token = None;
                }
                _ => {}
            }
        }
        generics.params = kept.into_iter().collect();
        if let Some(clause) = &mut generics.where_clause {
            let (moved, kept): (Vec<_>, Vec<_>) = std::mem::take(&mut clause.predicates)
                .into_iter()
                .partition(|predicate| concerned(predicate));
            predicates.extend(moved);
            clause.predicates = kept.into_iter().collect();
        }
        Self { params, predicates }
    }

    /// Adds all of them to a method, and `bounds` that may name them.
    fn add_all(&self, method: &mut ImplItemFn, bounds: Vec<WherePredicate>) {
        let request = request_lifetime();
        let generics = &mut method.sig.generics;
        let known = generics.lifetimes().any(|param| param.lifetime == request);
        if !known && bounds.iter().any(|bound| mentions(bound, &request.ident)) {
            generics.params.insert(0, parse_quote!(#request));
        }
        add(generics, self.params.iter().cloned(), self.predicates.iter().cloned().chain(bounds));
    }

    /// Adds those that a method uses.
    fn add_used(&self, method: &mut ImplItemFn) {
        let mut code = method.to_token_stream();
        let mut unused: Vec<_> = self.params.iter().collect();
        let mut idle: Vec<_> = self.predicates.iter().collect();
        // What is used may use others in turn.
        loop {
            let (params, others): (Vec<_>, Vec<_>) =
                unused.into_iter().partition(|param| mentions(&code, param_name(param)));
            unused = others;
            if params.is_empty() {
                break;
            }
            let (predicates, others): (Vec<_>, Vec<_>) = idle.into_iter().partition(|predicate| {
                params.iter().any(|param| mentions(predicate, param_name(param)))
            });
            idle = others;
            code.extend(quote!(#(#params)* #(#predicates)*));
            let (params, predicates) = (params.into_iter(), predicates.into_iter());
            add(&mut method.sig.generics, params.cloned(), predicates.cloned());
        }
    }
}

fn add(
    generics: &mut Generics,
    params: impl IntoIterator<Item = GenericParam>,
    predicates: impl IntoIterator<Item = WherePredicate>,
) {
    let (mut lifetimes, mut others): (Vec<_>, Vec<_>) = std::mem::take(&mut generics.params)
        .into_iter()
        .partition(|param| matches!(param, GenericParam::Lifetime(_)));
    for param in params {
        match param {
            GenericParam::Lifetime(_) => lifetimes.push(param),
            GenericParam::Type(_) | GenericParam::Const(_) => others.push(param),
        }
    }
    generics.params = lifetimes.into_iter().chain(others).collect();
    let mut predicates = predicates.into_iter().peekable();
    if predicates.peek().is_some() {
        generics.make_where_clause().predicates.extend(predicates);
    }
}
