//! Which methods besides the halves call inwards: they need the bound of the half that they serve.

use std::collections::HashMap;

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
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
        let ident = |name: &str| Ident::new(name, Span::call_site());
        // `get_response` and the methods that may give it: `fn next(&self) -> &GetResponse<G>`.
        let mut inside = vec![ident("get_response")];
        let givers: Vec<_> = helpers
            .iter()
            .filter_map(|method| {
                let gives = method.sig.receiver().is_some() && mentions(&method.block, &inside[0]);
                gives.then(|| method.sig.ident.clone())
            })
            .collect();
        inside.extend(givers);
        let mut found = HashMap::new();
        for (kind, half) in [(HalfKind::Call, "call"), (HalfKind::Acall, "acall")] {
            let calls_inwards = |method: &&ImplItemFn| {
                let body = &method.block;
                let calls = mentions(body, &ident(half));
                (calls && inside.iter().any(|inside| mentions(body, inside)))
                    || calls_own(body, half)
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

/// Whether `code` holds `self.name` or `Self::name`.
fn calls_own(code: &impl ToTokens, name: &str) -> bool {
    fn search(tokens: TokenStream, name: &str) -> bool {
        let tokens: Vec<_> = tokens.into_iter().collect();
        let found = tokens.windows(3).any(|window| match window {
            [TokenTree::Ident(owner), TokenTree::Punct(dot), TokenTree::Ident(method)] => {
                owner == "self" && dot.as_char() == '.' && method == name
            }
            _ => false,
        }) || tokens.windows(4).any(|window| match window {
            [
                TokenTree::Ident(owner),
                TokenTree::Punct(_),
                TokenTree::Punct(colon),
                TokenTree::Ident(method),
            ] => owner == "Self" && colon.as_char() == ':' && method == name,
            _ => false,
        });
        found
            || tokens.into_iter().any(|token| match token {
                TokenTree::Group(group) => search(group.stream(), name),
                TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => false,
            })
    }
    search(code.to_token_stream(), name)
}
