//! The methods besides the halves that call the next handler: they need the bound of the half that they serve.

use std::collections::HashMap;

use proc_macro2::Span;
use syn::{Ident, ImplItemFn, Signature};

use crate::{
    model::{HalfKind, HookKind, ImplItem},
    token_search::{calls_method, calls_own, mentions},
};

/// The methods besides the halves that call the next handler, directly or by another method, and in which mode.
pub(super) struct ForwardingHelpers(HashMap<Ident, Vec<HalfKind>>);

impl ForwardingHelpers {
    pub(super) fn among(items: &[syn::ImplItem], impl_item: &ImplItem<'_>) -> Self {
        let get_response = &impl_item.args.get_response;
        let helpers: Vec<_> = items
            .iter()
            .filter_map(|item| match item {
                syn::ImplItem::Fn(method) if is_helper(&method.sig) => Some(method),
                _ => None,
            })
            .collect();
        let ident = |name: &str| Ident::new(name, Span::call_site());
        // `get_response` and the methods that may return it: `fn next(&self) -> &GetResponse<G>`.
        let mut sources = vec![get_response.clone()];
        let givers: Vec<_> = helpers
            .iter()
            .filter_map(|method| {
                let gives = method.sig.receiver().is_some() && mentions(&method.block, &sources[0]);
                gives.then(|| method.sig.ident.clone())
            })
            .collect();
        sources.extend(givers);
        let mut found = HashMap::new();
        for (kind, half) in [(HalfKind::Call, "call"), (HalfKind::Acall, "acall")] {
            let forwards = |method: &&ImplItemFn| {
                let body = &method.block;
                let calls = mentions(body, &ident(half));
                (calls && sources.iter().any(|source| mentions(body, source)))
                    || calls_own(body, half)
                    || (impl_item.has_further() && calls_method(body, half))
            };
            let mut callers: Vec<_> = helpers.iter().copied().filter(forwards).collect();
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

    pub(super) fn kinds(&self, method: &ImplItemFn) -> Option<&[HalfKind]> {
        self.0.get(&method.sig.ident).map(Vec::as_slice)
    }
}

/// Whether a method is neither a half nor a hook.
fn is_helper(signature: &Signature) -> bool {
    HalfKind::of(signature).is_none() && HookKind::of(signature).is_none()
}
