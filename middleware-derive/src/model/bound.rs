//! What the annotated impl asks of the handler in its `get_response`.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{
    BoundLifetimes, GenericArgument, Generics, Ident, Lifetime, PathArguments, Type,
    TypeParamBound, WherePredicate,
};

use super::named::with_lifetimes;
use crate::token_search::{mentions, param_name, projects};

/// The traits whose bound on the parameter of `get_response` states the request that the layer forwards.
const HANDLER_TRAITS: [&str; 5] =
    ["Handler", "Call", "AsyncCall", "SyncMiddleware", "AsyncMiddleware"];

/// What the impl asks of the handler in its `get_response`.
pub(crate) enum InnerBound {
    /// The user's own bounds: `G: Handler<Authed, Response = ..>`. The layer forwards these requests.
    Stated { param: Ident, forwarded: Vec<Forwarded> },
    /// No bound is stated, so the next handler takes and answers what the layer itself does.
    Assumed { param: Option<Ident> },
    /// The struct has no parameters, so the type of `get_response` is settled already.
    Settled,
}

/// A request that is forwarded: `Req` in `G: for<'a> Handler<Req>`.
pub(crate) struct Forwarded {
    pub(crate) lifetimes: Option<BoundLifetimes>,
    pub(crate) request: Type,
}

impl InnerBound {
    /// `known` is the parameter of `get_response`, where a function has named it. `types` are those of the
    /// request and the response, as far as they are known.
    pub(crate) fn read(
        generics: &Generics,
        self_ty: &Type,
        known: Option<&Ident>,
        types: &[Option<&Type>],
    ) -> Self {
        let Type::Path(path) = self_ty else { return Self::Assumed { param: None } };
        if path.path.segments.last().is_none_or(|last| last.arguments.is_none()) {
            return Self::Settled;
        }
        // `G` is this framework's name for the parameter of `get_response`. Where there is no `G`, it is
        // the only one, the first one that must be a `Handler`, or the one whose `::Response` is
        // returned. A parameter of which a request or response is made is none of these: the struct holds
        // a `BoxHandler` then. One that shows itself in no such way is reached through the trait
        // `Middleware`, which the struct's attribute implements.
        let params = generics.type_params().map(|param| &param.ident);
        let params: Vec<_> = params.filter(|param| mentions(self_ty, param)).collect();
        let is_bounded = |param: &Ident, by: &[&str]| !stated(generics, param, by).is_empty();
        let find = |test: &dyn Fn(&Ident) -> bool| params.iter().copied().find(|param| test(param));
        let types: Vec<_> = types.iter().copied().flatten().collect();
        let is_alone = |param: &Ident| {
            params.len() == 1 && types.iter().all(|ty| projects(ty, param) || !mentions(ty, param))
        };
        let found = find(&|param| known.map_or_else(|| param == "G", |known| param == known))
            .or_else(|| find(&is_alone))
            .or_else(|| find(&|param| is_bounded(param, &["Handler"])))
            .or_else(|| find(&|param| types.iter().any(|ty| projects(ty, param))));
        match found {
            None => Self::Assumed { param: None },
            Some(param) => match stated(generics, param, &HANDLER_TRAITS) {
                forwarded if forwarded.is_empty() => Self::Assumed { param: Some(param.clone()) },
                forwarded => Self::Stated { param: param.clone(), forwarded },
            },
        }
    }

    /// The type parameter of `get_response`, where it is known by name.
    pub(crate) const fn param(&self) -> Option<&Ident> {
        match self {
            Self::Stated { param, .. } => Some(param),
            Self::Assumed { param } => param.as_ref(),
            Self::Settled => None,
        }
    }

    // Output:
    //     G
    //
    // or, where it is not known by name,
    //     <Self as Middleware>::Inner
    pub(crate) fn ty(&self, core: &TokenStream) -> TokenStream {
        self.param().map_or_else(
            || quote!(<Self as #core::__private::Middleware>::Inner),
            ToTokens::to_token_stream,
        )
    }
}

/// A handler besides the next one, which has a type parameter of its own.
pub(crate) struct FurtherParam {
    pub(crate) param: Ident,
    /// The requests of the user's own bounds.
    pub(crate) forwarded: Vec<Forwarded>,
}

impl FurtherParam {
    /// The parameters of the type that have a bound of a handler, besides the one of `get_response`.
    pub(super) fn all(generics: &Generics, self_ty: &Type, inner: Option<&Ident>) -> Vec<Self> {
        let params = generics.type_params().map(|param| &param.ident);
        let further = params.filter(|param| Some(*param) != inner && mentions(self_ty, param));
        let further = further.map(|param| Self {
            param: param.clone(),
            forwarded: stated(generics, param, &HANDLER_TRAITS),
        });
        further.filter(|further| !further.forwarded.is_empty()).collect()
    }
}

/// The requests that the user's own bounds on this parameter state.
fn stated(generics: &Generics, param: &Ident, traits: &[&str]) -> Vec<Forwarded> {
    let inline = generics.type_params().filter(|known| known.ident == *param);
    let inline = inline.map(|param| (None, &param.bounds));
    let clauses = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    let clauses = clauses.filter_map(|predicate| match predicate {
        WherePredicate::Type(predicate) => match &predicate.bounded_ty {
            Type::Path(path) if path.path.is_ident(param) => {
                Some((predicate.lifetimes.as_ref(), &predicate.bounds))
            }
            _ => None,
        },
        _ => None,
    });
    let bounds = inline
        .chain(clauses)
        .flat_map(|(lifetimes, bounds)| bounds.iter().map(move |bound| (lifetimes, bound)));
    let forwarded = bounds.filter_map(|(lifetimes, bound)| {
        let mut forwarded = Forwarded::of(bound, traits)?;
        forwarded.lifetimes = forwarded.lifetimes.or_else(|| lifetimes.cloned());
        Some(forwarded)
    });
    forwarded.collect()
}

impl Forwarded {
    /// `Req` in a bound `for<'a> Handler<Req, Response = ..>`.
    pub(crate) fn of(bound: &TypeParamBound, traits: &[&str]) -> Option<Self> {
        let TypeParamBound::Trait(bound) = bound else {
            return None;
        };
        let last = bound.path.segments.last()?;
        if !traits.iter().any(|name| last.ident == name) {
            return None;
        }
        let PathArguments::AngleBracketed(args) = &last.arguments else {
            return None;
        };
        let request = args.args.iter().find_map(|arg| match arg {
            GenericArgument::Type(ty) => Some(ty.clone()),
            _ => None,
        })?;
        Some(Self { lifetimes: bound.lifetimes.clone(), request })
    }

    /// The request, with lifetimes that only the bound knows made `'static`: the handler has one
    /// mode, whatever the lifetime.
    pub(crate) fn nameable(&self) -> Type {
        let params = self.lifetimes.iter().flat_map(|lifetimes| &lifetimes.lifetimes);
        let bound: Vec<_> = params.map(param_name).collect();
        with_lifetimes(&self.request, |lifetime| {
            let is_bound = bound.contains(&&lifetime.ident);
            is_bound.then(|| Lifetime::new("'static", lifetime.span()))
        })
    }
}
