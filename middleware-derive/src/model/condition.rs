//! [`Condition`]: the `cfg` under which a half is there.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, Meta};

use super::{HalfKind, ImplItem};

impl ImplItem<'_> {
    /// When the half of this kind is there.
    pub(crate) fn condition(&self, kind: HalfKind) -> Condition {
        let mut cases = Vec::new();
        for half in self.halves.iter().filter(|half| half.kind == kind) {
            if half.cfgs.is_empty() {
                return Condition::Always;
            }
            let predicates: Vec<_> = half.cfgs.iter().map(cfg_predicate).collect();
            cases.push(match &predicates[..] {
                [one] => one.clone(),
                many => quote!(all(#(#many),*)),
            });
        }
        match &cases[..] {
            [] => Condition::Never,
            [case] => Condition::If(case.clone()),
            cases => Condition::If(quote!(any(#(#cases),*))),
        }
    }
}

/// `feature = "x"` in `#[cfg(feature = "x")]`.
fn cfg_predicate(attr: &Attribute) -> TokenStream {
    match &attr.meta {
        Meta::List(list) => list.tokens.clone(),
        // Not a valid `cfg`, which rustc reports on the method itself.
        meta => meta.to_token_stream(),
    }
}

/// When a piece of code is there: its `cfg`, if it has one.
#[derive(Clone)]
pub(crate) enum Condition {
    Always,
    Never,
    If(TokenStream),
}

impl Condition {
    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Never, _) | (_, Self::Never) => Self::Never,
            (Self::Always, condition) | (condition, Self::Always) => condition,
            (Self::If(a), Self::If(b)) => Self::If(quote!(all(#a, #b))),
        }
    }

    pub(crate) fn not(self) -> Self {
        match self {
            Self::Always => Self::Never,
            Self::Never => Self::Always,
            Self::If(predicate) => Self::If(quote!(not(#predicate))),
        }
    }

    /// `code` under this condition.
    pub(crate) fn guard(&self, code: impl FnOnce() -> TokenStream) -> TokenStream {
        match self {
            Self::Always => code(),
            Self::Never => TokenStream::new(),
            Self::If(predicate) => {
                let code = code();
                quote!(#[cfg(#predicate)] #code)
            }
        }
    }
}
