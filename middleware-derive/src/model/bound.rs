//! What the annotated impl asks of the handler in its `get_response`.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{
    BoundLifetimes, GenericArgument, GenericParam, Generics, Ident, Lifetime, PathArguments, Type,
    TypeParamBound, WherePredicate, visit_mut::VisitMut,
};

use crate::mentions::mentions;

/// The traits whose bound on a type parameter shows that it is the one of `get_response`.
const HANDLER_TRAITS: [&str; 5] = [
    "Handler",
    "Call",
    "AsyncCall",
    "SyncMiddleware",
    "AsyncMiddleware",
];

/// What the impl asks of the handler in its `get_response`.
pub(crate) enum InnerBound {
    /// The user's own bounds: `G: Handler<Authed, Response = ..>`. The layer hands these requests
    /// inwards.
    Stated { param: Ident, handed: Vec<Handed> },
    /// No bound is stated, so the inside takes and answers what the layer itself does.
    Assumed { param: Option<Ident> },
    /// The struct has no parameters, so the type of `get_response` is settled already.
    Settled,
}

/// A request that is handed inwards: `Req` in `G: for<'a> Handler<Req>`.
pub(crate) struct Handed {
    pub(crate) lifetimes: Option<BoundLifetimes>,
    pub(crate) request: Type,
}

impl InnerBound {
    pub(crate) fn read(generics: &Generics, self_ty: &Type) -> Self {
        if let Some((param, handed)) = stated(generics) {
            return Self::Stated { param, handed };
        }
        let Type::Path(path) = self_ty else {
            return Self::Assumed { param: None };
        };
        if path
            .path
            .segments
            .last()
            .is_none_or(|last| last.arguments.is_none())
        {
            return Self::Settled;
        }
        // `G` is this framework's name for it. Under any other name it is reached through the trait
        // `Middleware`, which the struct's attribute implements.
        let g = generics.type_params().find(|param| param.ident == "G");
        let g = g.filter(|param| mentions(self_ty, &param.ident));
        Self::Assumed {
            param: g.map(|param| param.ident.clone()),
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

    /// The type of the handler in `get_response`.
    pub(crate) fn ty(&self, core: &TokenStream) -> TokenStream {
        match self.param() {
            Some(param) => param.to_token_stream(),
            None => quote!(<Self as #core::Middleware>::Inner),
        }
    }
}

/// The first type parameter with a bound `Handler<..>` or the like, and all such bounds of it.
fn stated(generics: &Generics) -> Option<(Ident, Vec<Handed>)> {
    let mut found: Option<(Ident, Vec<Handed>)> = None;
    let inline = generics.params.iter().filter_map(|param| match param {
        GenericParam::Type(param) => Some((&param.ident, None, &param.bounds)),
        _ => None,
    });
    let clauses = generics
        .where_clause
        .iter()
        .flat_map(|clause| &clause.predicates);
    let clauses = clauses.filter_map(|predicate| match predicate {
        WherePredicate::Type(predicate) => match &predicate.bounded_ty {
            Type::Path(path) => Some((
                path.path.get_ident()?,
                predicate.lifetimes.as_ref(),
                &predicate.bounds,
            )),
            _ => None,
        },
        _ => None,
    });
    for (param, outer, bounds) in inline.chain(clauses) {
        if !generics.type_params().any(|known| known.ident == *param) {
            continue;
        }
        for bound in bounds {
            let Some(mut handed) = handed(bound) else {
                continue;
            };
            handed.lifetimes = handed.lifetimes.or_else(|| outer.cloned());
            match &mut found {
                None => found = Some((param.clone(), vec![handed])),
                Some((known, all)) if known == param => all.push(handed),
                Some(_) => {}
            }
        }
    }
    found
}

/// `Req` in a bound `for<'a> Handler<Req, Response = ..>`.
fn handed(bound: &TypeParamBound) -> Option<Handed> {
    let TypeParamBound::Trait(bound) = bound else {
        return None;
    };
    let last = bound.path.segments.last()?;
    if !HANDLER_TRAITS.iter().any(|name| last.ident == name) {
        return None;
    }
    let PathArguments::AngleBracketed(args) = &last.arguments else {
        return None;
    };
    let request = args.args.iter().find_map(|arg| match arg {
        GenericArgument::Type(ty) => Some(ty.clone()),
        _ => None,
    })?;
    Some(Handed {
        lifetimes: bound.lifetimes.clone(),
        request,
    })
}

impl Handed {
    /// The request, with lifetimes that only the bound knows made `'static`: the handler has one
    /// mode, whatever the lifetime.
    pub(crate) fn nameable(&self) -> Type {
        struct MakeStatic<'a>(&'a BoundLifetimes);

        impl VisitMut for MakeStatic<'_> {
            fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
                let bound = self.0.lifetimes.iter().any(|param| match param {
                    GenericParam::Lifetime(param) => param.lifetime == *lifetime,
                    _ => false,
                });
                if bound {
                    *lifetime = Lifetime::new("'static", lifetime.span());
                }
            }
        }

        let mut request = self.request.clone();
        if let Some(lifetimes) = &self.lifetimes {
            MakeStatic(lifetimes).visit_type_mut(&mut request);
        }
        request
    }
}
