//! [`Invalid`]: code that is wrong, until `validate` reports it.

use proc_macro2::TokenStream;
use quote::ToTokens;

/// Code that is wrong: the tokens to report it on, and what is wrong with them.
pub(crate) struct Invalid<Kind> {
    pub(crate) tokens: TokenStream,
    pub(crate) kind: Kind,
}

impl<Kind> Invalid<Kind> {
    pub(crate) fn at(tokens: &impl ToTokens, kind: Kind) -> Self {
        Self { tokens: tokens.to_token_stream(), kind }
    }

    /// The same as a part of something else.
    pub(crate) fn map<To>(self, kind: impl FnOnce(Kind) -> To) -> Invalid<To> {
        Invalid { tokens: self.tokens, kind: kind(self.kind) }
    }
}
