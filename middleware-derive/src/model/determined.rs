//! Which generic parameters of an impl the compiler can find.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{
    GenericArgument, GenericParam, Generics, PathArguments, ReturnType, TypeParamBound,
    WherePredicate,
};

use super::{ImplItem, InnerBound};
use crate::token_search::{mentions, param_name};

impl ImplItem<'_> {
    /// The parameters that the type, the request and the bounds leave open. The compiler refuses them on the impl of a
    /// trait (E0207), lifetimes only where an associated type holds them.
    pub(crate) fn undetermined(&self) -> Vec<&GenericParam> {
        let is_open = |param: &&GenericParam| {
            let param = param_name(param);
            !mentions(&self.item.self_ty, param)
                && !mentions(&self.request, param)
                && !self.assumed_response().is_some_and(|response| mentions(response, param))
        };
        let mut open: Vec<_> = self.generics.params.iter().filter(is_open).collect();
        let equalities = equalities(&self.generics);
        loop {
            let is_found = |param: &GenericParam| {
                equalities.iter().any(|Equality { of, is }| {
                    mentions(is, param_name(param))
                        && !open.iter().any(|open| mentions(of, param_name(open)))
                })
            };
            let others: Vec<_> = open.iter().copied().filter(|param| !is_found(param)).collect();
            if others.len() == open.len() {
                return open;
            }
            open = others;
        }
    }

    /// The response that the macro's own bound states of the next handler.
    fn assumed_response(&self) -> Option<&syn::Type> {
        let InnerBound::Assumed { param } = &self.inner else { return None };
        let inner_response = self.inner_response.as_ref();
        inner_response.filter(|inner_response| {
            !param.as_ref().is_some_and(|param| mentions(*inner_response, param))
        })
    }
}

/// `<of>::Assoc = is`: each side determines the other one.
struct Equality {
    of: TokenStream,
    is: TokenStream,
}

fn equalities(generics: &Generics) -> Vec<Equality> {
    let inline = generics.type_params().map(|param| (param.ident.to_token_stream(), &param.bounds));
    let clauses = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    let clauses = clauses.filter_map(|predicate| match predicate {
        WherePredicate::Type(predicate) => {
            Some((predicate.bounded_ty.to_token_stream(), &predicate.bounds))
        }
        _ => None,
    });
    let bounds = inline.chain(clauses).flat_map(|(bounded, bounds)| {
        bounds.iter().filter_map(move |bound| equality(&bounded, bound))
    });
    bounds.collect()
}

fn equality(bounded: &TokenStream, bound: &TypeParamBound) -> Option<Equality> {
    let TypeParamBound::Trait(bound) = bound else { return None };
    match &bound.path.segments.last()?.arguments {
        PathArguments::None => None,
        PathArguments::AngleBracketed(args) => {
            let is = args.args.iter().filter_map(|arg| match arg {
                GenericArgument::AssocType(assoc) => Some(&assoc.ty),
                _ => None,
            });
            let given = args
                .args
                .iter()
                .filter(|arg| matches!(arg, GenericArgument::Type(_) | GenericArgument::Const(_)));
            Some(Equality { of: quote!(#bounded #(#given)*), is: quote!(#(#is)*) })
        }
        PathArguments::Parenthesized(args) => {
            let (given, ReturnType::Type(_, output)) = (&args.inputs, &args.output) else {
                return None;
            };
            Some(Equality { of: quote!(#bounded #given), is: output.to_token_stream() })
        }
    }
}
