//! [`Invalid`]: code that is wrong. `validate` reports it.

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
}

/// The same code as a part of other code.
pub(crate) fn within<Part, Whole>(
    found: impl IntoIterator<Item = Invalid<Part>>,
    whole: impl Fn(Part) -> Whole,
) -> impl Iterator<Item = Invalid<Whole>> {
    found.into_iter().map(move |Invalid { tokens, kind }| Invalid { tokens, kind: whole(kind) })
}
