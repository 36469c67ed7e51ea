//! Which methods besides the halves call inwards: they need the bound of the half that they serve.

use std::collections::HashMap;

use proc_macro2::Span;
use syn::{Ident, ImplItem, ImplItemFn};

use crate::{mentions::mentions, model::HalfKind};

/// The methods besides the halves that call inwards, themselves or by way of another one, and how.
pub(super) struct InwardHelpers(HashMap<Ident, Vec<HalfKind>>);

impl InwardHelpers {
    pub(super) fn among(items: &[ImplItem]) -> Self {
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

    pub(super) fn kinds(&self, method: &ImplItemFn) -> Option<&[HalfKind]> {
        self.0.get(&method.sig.ident).map(Vec::as_slice)
    }
}
