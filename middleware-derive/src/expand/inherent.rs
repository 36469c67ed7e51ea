//! The annotated impl itself: as it was written, with the bounds under which its halves can call
//! inwards.

use std::collections::HashMap;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{
    Attribute, GenericParam, Generics, Ident, ImplItem, ImplItemFn, ReturnType, WherePredicate,
    parse_quote,
};

use super::bounds::{half_bounds, handler_bounds};
use crate::{
    args::ItemArgs,
    mentions::{mentions, param_name, projects},
    model::{Half, HalfKind, Imp, InnerBound},
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
    let moved = Moved::take_from(&mut item.generics, imp, args);
    let inward_helpers = InwardHelpers::among(&item.items);
    let mut halves = imp.halves.iter();
    for item in &mut item.items {
        let ImplItem::Fn(method) = item else { continue };
        if HalfKind::of(&method.sig).is_some() {
            let Some(half) = halves.next() else { continue };
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
        } else if let Some(kinds) = inward_helpers.kinds(method) {
            let bounds = match &imp.request {
                Some(request) => kinds
                    .iter()
                    .flat_map(|kind| half_bounds(imp, *kind, request, imp.response.as_ref(), args))
                    .collect(),
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
    if half.request.is_none() || half.response.is_none() {
        method.block = parse_quote!({ ::core::unimplemented!() });
        method.attrs.push(parse_quote!(#[allow(unused_variables)]));
    }
    if returns && half.response.is_none() {
        method.sig.output = parse_quote!(-> ::core::convert::Infallible);
    }
}

/// The methods besides the halves that call inwards, themselves or by way of another one, and how.
struct InwardHelpers(HashMap<Ident, Vec<HalfKind>>);

impl InwardHelpers {
    fn among(items: &[ImplItem]) -> Self {
        let helpers: Vec<_> = items
            .iter()
            .filter_map(|item| match item {
                ImplItem::Fn(method) if HalfKind::of(&method.sig).is_none() => Some(method),
                _ => None,
            })
            .collect();
        let names = |name: &str| Ident::new(name, Span::call_site());
        let mut found = HashMap::new();
        for (kind, half) in [(HalfKind::Call, "call"), (HalfKind::Acall, "acall")] {
            let calls_inwards = |method: &&ImplItemFn| {
                mentions(&method.block, &names("get_response"))
                    && mentions(&method.block, &names(half))
            };
            let mut callers: Vec<_> = helpers.iter().copied().filter(calls_inwards).collect();
            while let Some(method) = callers.pop() {
                let name = &method.sig.ident;
                let kinds: &mut Vec<_> = found.entry(name.clone()).or_default();
                if !kinds.contains(&kind) {
                    kinds.push(kind);
                    callers.extend(helpers.iter().filter(|other| mentions(&other.block, name)));
                }
            }
        }
        Self(found)
    }

    fn kinds(&self, method: &ImplItemFn) -> Option<&[HalfKind]> {
        self.0.get(&method.sig.ident).map(Vec::as_slice)
    }
}

/// What leaves the header of the impl for its methods: the generic parameters that its type does not
/// have, and the predicates that make sense only with them.
struct Moved {
    params: Vec<GenericParam>,
    predicates: Vec<WherePredicate>,
    /// The parameter of `get_response`, where what it answers is known only together with a request that
    /// has left, or by the bound that the macro adds.
    inside: Option<Ident>,
    /// What `G::Response` rests on in a helper, if the user's own predicates do not say it.
    assumed: Vec<WherePredicate>,
}

impl Moved {
    /// Takes it out of the generics of the impl.
    fn take_from(generics: &mut Generics, imp: &Imp, args: &ItemArgs) -> Self {
        let (mut kept, params): (Vec<_>, Vec<_>) = std::mem::take(&mut generics.params)
            .into_iter()
            .partition(|param| mentions(&imp.item.self_ty, param_name(param)));
        let names_moved =
            |code: &TokenStream| params.iter().any(|param| mentions(code, param_name(param)));
        let assumed = match (&imp.inner, &imp.request, &imp.response) {
            (InnerBound::Assumed { .. }, Some(request), Some(response)) => {
                handler_bounds(imp, request, response, args)
            }
            _ => Vec::new(),
        };
        let inside = imp.inner.param().filter(|_| match &imp.inner {
            InnerBound::Stated { handed, .. } => {
                handed.iter().any(|handed| names_moved(&handed.request.to_token_stream()))
            }
            InnerBound::Assumed { .. } | InnerBound::Settled => true,
        });
        let leaves = |code: &dyn ToTokens| {
            let code = code.to_token_stream();
            names_moved(&code) || inside.is_some_and(|inside| projects(&code, inside))
        };

        let mut predicates = Vec::new();
        for param in &mut kept {
            match param {
                GenericParam::Type(param) if leaves(&param.bounds) => {
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
                .partition(|predicate| leaves(predicate));
            predicates.extend(moved);
            clause.predicates = kept.into_iter().collect();
        }
        Self { inside: inside.cloned(), params, predicates, assumed }
    }

    /// Adds all of it to a method, and `bounds` that may rest on it.
    fn add_all(&self, method: &mut ImplItemFn, bounds: Vec<WherePredicate>) {
        let predicates = self.predicates.iter().cloned().chain(bounds);
        add(&mut method.sig.generics, self.params.iter().cloned(), predicates);
    }

    /// Adds what a method uses.
    fn add_used(&self, method: &mut ImplItemFn) {
        let mut code = method.to_token_stream();
        let mut unused: Vec<_> = self.params.iter().collect();
        let mut idle: Vec<_> = self.predicates.iter().chain(&self.assumed).collect();
        // What is used may use others in turn.
        loop {
            let (params, others): (Vec<_>, Vec<_>) =
                unused.into_iter().partition(|param| mentions(&code, param_name(param)));
            unused = others;
            let names = self.params.iter().map(param_name).filter(|name| mentions(&code, name));
            let inside = self.inside.iter().filter(|inside| projects(&code, inside));
            let names: Vec<_> = names.chain(inside).collect();
            let (predicates, others): (Vec<_>, Vec<_>) = idle
                .into_iter()
                .partition(|predicate| names.iter().any(|name| mentions(predicate, name)));
            idle = others;
            if params.is_empty() && predicates.is_empty() {
                break;
            }
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
