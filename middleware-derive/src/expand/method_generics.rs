//! The generics that move from the header of the user's impl to its methods.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{GenericParam, Generics, Ident, ImplItemFn, WherePredicate, parse_quote};

use crate::{
    model::{ImplItem, InnerBound},
    token_search::{add_params, mentions, param_name, projects},
};

/// What moves from the header of the impl to its methods: the generic parameters that its type does not
/// have, and the predicates that make sense only with them.
pub(super) struct MethodGenerics {
    params: Vec<GenericParam>,
    predicates: Vec<WherePredicate>,
    /// The parameter of `get_response`, where what it answers is known only together with a request that
    /// has left, or by the bound that the macro adds.
    inner: Option<Ident>,
    /// The predicates that `G::Response` needs in a helper, if the user's own ones do not state them.
    assumed: Vec<WherePredicate>,
}

impl MethodGenerics {
    // Input:
    //     impl<G, Req: Send> Log<G> where G: Handler<Req>
    // Output:
    //     impl<G> Log<G>
    //
    // Returns `Req: Send` and `G: Handler<Req>`.
    pub(super) fn take_from(generics: &mut Generics, impl_item: &ImplItem<'_>) -> Self {
        let (mut kept, params): (Vec<_>, Vec<_>) = std::mem::take(&mut generics.params)
            .into_iter()
            .partition(|param| mentions(&impl_item.item.self_ty, param_name(param)));
        let names_moved =
            |code: &TokenStream| params.iter().any(|param| mentions(code, param_name(param)));
        let assumed = match &impl_item.inner {
            InnerBound::Assumed { .. }
                if impl_item.generics.params.len() == impl_item.item.generics.params.len() =>
            {
                impl_item.handler_bounds()
            }
            _ => Vec::new(),
        };
        let inner = impl_item.inner.param().filter(|_| match &impl_item.inner {
            InnerBound::Stated { forwarded, .. } => {
                forwarded.iter().any(|forwarded| names_moved(&forwarded.request.to_token_stream()))
            }
            InnerBound::Assumed { .. } | InnerBound::Settled => true,
        });
        let leaves = |code: &dyn ToTokens| {
            let code = code.to_token_stream();
            names_moved(&code) || inner.is_some_and(|inner| projects(&code, inner))
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
        Self { inner: inner.cloned(), params, predicates, assumed }
    }

    /// Adds all of it to a method, and `bounds` that may depend on it.
    pub(super) fn add_all(&self, method: &mut ImplItemFn, bounds: Vec<WherePredicate>) {
        let predicates = self.predicates.iter().cloned().chain(bounds);
        add(&mut method.sig.generics, self.params.iter().cloned(), predicates);
    }

    // Input:
    //     fn helper(&self, request: &Req)
    // Output:
    //     fn helper<Req: Send>(&self, request: &Req)
    //
    // The parameters that a method uses, and the predicates about these.
    pub(super) fn add_used(&self, method: &mut ImplItemFn) {
        let mut code = method.to_token_stream();
        let mut unused: Vec<_> = self.params.iter().collect();
        let rests_on_inner = self.inner.iter().any(|inner| projects(&code, inner));
        let assumed = self.assumed.iter().filter(|_| rests_on_inner);
        let mut idle: Vec<_> = self.predicates.iter().chain(assumed).collect();
        // What is used may use others in turn.
        loop {
            let (params, others): (Vec<_>, Vec<_>) =
                unused.into_iter().partition(|param| mentions(&code, param_name(param)));
            unused = others;
            let names = self.params.iter().map(param_name).filter(|name| mentions(&code, name));
            let inner = self.inner.iter().filter(|inner| projects(&code, inner));
            let names: Vec<_> = names.chain(inner).collect();
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
    add_params(generics, params);
    let mut predicates = predicates.into_iter().peekable();
    if predicates.peek().is_some() {
        generics.make_where_clause().predicates.extend(predicates);
    }
}
