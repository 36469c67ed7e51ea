//! Whether a piece of code names a type parameter or a lifetime.

use proc_macro2::{Spacing, TokenStream, TokenTree};
use quote::{ToTokens, format_ident};
use syn::{GenericParam, Ident};

/// Whether `code` holds the identifier `name` anywhere, in macros too. A lifetime counts by the name
/// behind its tick.
pub(crate) fn mentions(code: &impl ToTokens, name: &Ident) -> bool {
    fn search(tokens: TokenStream, name: &Ident) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Ident(ident) => ident == *name,
            TokenTree::Group(group) => search(group.stream(), name),
            TokenTree::Punct(_) | TokenTree::Literal(_) => false,
        })
    }
    search(code.to_token_stream(), name)
}

/// Whether `code` holds a path that starts at the type parameter `name`, as `G::Response` does.
pub(crate) fn projects(code: &impl ToTokens, name: &Ident) -> bool {
    fn search(tokens: TokenStream, name: &Ident) -> bool {
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            let found = match token {
                // `G::`, and not `G: ::path`.
                TokenTree::Ident(ident) if ident == *name => matches!(
                    tokens.peek(),
                    Some(TokenTree::Punct(next))
                        if next.as_char() == ':' && next.spacing() == Spacing::Joint
                ),
                TokenTree::Group(group) => search(group.stream(), name),
                TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => false,
            };
            if found {
                return true;
            }
        }
        false
    }
    search(code.to_token_stream(), name)
}

/// The name of a generic parameter, without a lifetime's tick.
pub(crate) fn param_name(param: &GenericParam) -> &Ident {
    match param {
        GenericParam::Lifetime(param) => &param.lifetime.ident,
        GenericParam::Type(param) => &param.ident,
        GenericParam::Const(param) => &param.ident,
    }
}

/// A name for a type parameter that the user's item does not mention.
pub(crate) fn fresh(item: &impl ToTokens, name: &str) -> Ident {
    let mut ident = format_ident!("{name}");
    while mentions(item, &ident) {
        ident = format_ident!("{ident}_");
    }
    ident
}

/// Whether `code` holds `self.name` or `Self::name`.
pub(crate) fn calls_own(code: &impl ToTokens, name: &str) -> bool {
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

/// Whether `code` holds `.name(..)`.
pub(crate) fn calls_method(code: &impl ToTokens, name: &str) -> bool {
    fn search(tokens: TokenStream, name: &str) -> bool {
        let tokens: Vec<_> = tokens.into_iter().collect();
        let found = tokens.windows(3).any(|window| match window {
            [TokenTree::Punct(dot), TokenTree::Ident(method), TokenTree::Group(_)] => {
                dot.as_char() == '.' && method == name
            }
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
