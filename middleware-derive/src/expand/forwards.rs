//! The methods besides the halves that call the next handler: they need the bound of the half that they serve.

use std::collections::{HashMap, HashSet};

use syn::{Ident, ImplItemFn, Signature};

use crate::{
    model::{HalfKind, HookKind, ImplItem},
    token_search::{calls_method, calls_own, words},
};

/// The methods besides the halves that call the next handler, directly or by another method, and in which mode.
pub(super) struct ForwardingHelpers(HashMap<Ident, Vec<HalfKind>>);

impl ForwardingHelpers {
    pub(super) fn among(items: &[syn::ImplItem], impl_item: &ImplItem<'_>) -> Self {
        let get_response = &impl_item.args.get_response;
        let helpers: Vec<_> = items
            .iter()
            .filter_map(|item| match item {
                syn::ImplItem::Fn(method) if is_helper(&method.sig) => {
                    Some((method, words(&method.block)))
                }
                _ => None,
            })
            .collect();
        // `get_response` and the methods that may return it: `fn next(&self) -> &GetResponse<G>`.
        let get_response = get_response.to_string();
        let givers = helpers
            .iter()
            .filter(|(method, words)| {
                method.sig.receiver().is_some() && words.contains(&get_response)
            })
            .map(|(method, _)| method.sig.ident.to_string());
        let mut sources: Vec<_> = givers.collect();
        sources.push(get_response);
        let mut found = HashMap::new();
        for (kind, half) in [(HalfKind::Call, "call"), (HalfKind::Acall, "acall")] {
            let forwards = |(method, words): &&(&ImplItemFn, HashSet<String>)| {
                let body = &method.block;
                (words.contains(half) && sources.iter().any(|source| words.contains(source)))
                    || calls_own(body, |method| method == half)
                    || (impl_item.has_further() && calls_method(body, half))
            };
            let mut callers: Vec<_> = helpers.iter().filter(forwards).collect();
            while let Some((method, _)) = callers.pop() {
                let name = &method.sig.ident;
                let kinds: &mut Vec<_> = found.entry(name.clone()).or_default();
                if !kinds.contains(&kind) {
                    kinds.push(kind);
                    let name = name.to_string();
                    callers.extend(helpers.iter().filter(|(_, words)| words.contains(&name)));
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
