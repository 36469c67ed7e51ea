//! What a piece of code mentions: a name, a path, a call.

use std::collections::HashSet;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use quote::{ToTokens, format_ident};
use syn::{GenericParam, Generics, Ident};

/// Whether `code` holds the identifier `name` anywhere, in macros too. A lifetime counts by the name
/// behind its tick.
pub(crate) fn mentions(code: &impl ToTokens, name: &Ident) -> bool {
    anywhere(
        code.to_token_stream(),
        &|tokens| matches!(tokens, [TokenTree::Ident(ident), ..] if ident == name),
    )
}

/// All identifiers of the code: many names are searched for faster in them than by [`mentions`].
pub(crate) fn words(code: &impl ToTokens) -> HashSet<String> {
    let mut words = HashSet::new();
    let mut streams = vec![code.to_token_stream()];
    while let Some(stream) = streams.pop() {
        for token in stream {
            match token {
                TokenTree::Group(group) => streams.push(group.stream()),
                TokenTree::Ident(ident) => drop(words.insert(ident.to_string())),
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }
    words
}

/// How many times the code mentions this name.
pub(crate) fn count(code: &TokenStream, name: &Ident) -> usize {
    let counts = code.clone().into_iter().map(|token| match token {
        TokenTree::Group(group) => count(&group.stream(), name),
        TokenTree::Ident(ident) => usize::from(ident == *name),
        _ => 0,
    });
    counts.sum()
}

/// Whether both are the same tokens, wherever they are and however they are spaced.
pub(crate) fn same_tokens(one: &impl ToTokens, other: &impl ToTokens) -> bool {
    let mut others = other.to_token_stream().into_iter();
    let same = one.to_token_stream().into_iter().all(|one| match (one, others.next()) {
        (TokenTree::Group(one), Some(TokenTree::Group(other))) => {
            one.delimiter() == other.delimiter() && same_tokens(&one.stream(), &other.stream())
        }
        (TokenTree::Ident(one), Some(TokenTree::Ident(other))) => one == other,
        (TokenTree::Punct(one), Some(TokenTree::Punct(other))) => one.as_char() == other.as_char(),
        (TokenTree::Literal(one), Some(TokenTree::Literal(other))) => {
            one.to_string() == other.to_string()
        }
        _ => false,
    });
    same && others.next().is_none()
}

/// Whether `code` holds a path that starts at the type parameter `name`, for example `G::Response`.
pub(crate) fn projects(code: &impl ToTokens, name: &Ident) -> bool {
    anywhere(code.to_token_stream(), &|tokens| match tokens {
        // `G::`, and not `G: ::path`.
        [TokenTree::Ident(ident), TokenTree::Punct(next), ..] if ident == name => {
            next.as_char() == ':' && next.spacing() == Spacing::Joint
        }
        _ => false,
    })
}

/// The name of a generic parameter, without a lifetime's tick.
pub(crate) fn param_name(param: &GenericParam) -> &Ident {
    match param {
        GenericParam::Lifetime(param) => &param.lifetime.ident,
        GenericParam::Type(param) => &param.ident,
        GenericParam::Const(param) => &param.ident,
    }
}

/// Adds parameters to generics, lifetimes before the others, as Rust wants them.
pub(crate) fn add_params(generics: &mut Generics, added: impl IntoIterator<Item = GenericParam>) {
    let all = std::mem::take(&mut generics.params).into_iter().chain(added);
    let (lifetimes, others): (Vec<_>, Vec<_>) =
        all.partition(|param| matches!(param, GenericParam::Lifetime(_)));
    generics.params = lifetimes.into_iter().chain(others).collect();
}

/// A name for a type parameter that the user's item does not mention.
pub(crate) fn fresh(item: &impl ToTokens, name: &str) -> Ident {
    let mut ident = format_ident!("{name}");
    while mentions(item, &ident) {
        ident = format_ident!("{ident}_");
    }
    ident
}

/// Whether `code` holds `self.name(..)`, `self.name::<..>(..)` or `Self::name` with such a name. A field does not count.
pub(crate) fn calls_own(code: &impl ToTokens, is_method: impl Fn(&Ident) -> bool) -> bool {
    anywhere(code.to_token_stream(), &|tokens| match tokens {
        [TokenTree::Ident(owner), TokenTree::Punct(dot), TokenTree::Ident(method), next, ..]
            if owner == "self" =>
        {
            dot.as_char() == '.' && is_call(next) && is_method(method)
        }
        [
            TokenTree::Ident(owner),
            TokenTree::Punct(_),
            TokenTree::Punct(colon),
            TokenTree::Ident(method),
            ..,
        ] => owner == "Self" && colon.as_char() == ':' && is_method(method),
        _ => false,
    })
}

/// Whether `code` holds `self.field.name(..)` with such a field.
pub(crate) fn calls_of_field(
    code: &impl ToTokens,
    name: &str,
    is_field: &dyn Fn(&Ident) -> bool,
) -> bool {
    anywhere(code.to_token_stream(), &|tokens| match tokens {
        [
            TokenTree::Ident(owner),
            TokenTree::Punct(dot),
            TokenTree::Ident(field),
            TokenTree::Punct(second),
            TokenTree::Ident(method),
            next,
            ..,
        ] => {
            owner == "self"
                && dot.as_char() == '.'
                && is_field(field)
                && second.as_char() == '.'
                && method == name
                && is_call(next)
        }
        _ => false,
    })
}

/// Whether `code` calls a function by `name(..)`, or by `name::<..>(..)`.
pub(crate) fn calls_function(code: &TokenStream, name: &Ident) -> bool {
    let tokens: Vec<_> = code.clone().into_iter().collect();
    (0..tokens.len()).any(|at| match (&tokens[at], tokens.get(at + 1)) {
        (TokenTree::Group(group), _) => calls_function(&group.stream(), name),
        (TokenTree::Ident(ident), Some(next)) if ident == name => {
            let before = at.checked_sub(1).map(|before| &tokens[before]);
            let is_other = match before {
                Some(TokenTree::Ident(before)) => before == "fn",
                Some(TokenTree::Punct(before)) => before.as_char() == '.',
                _ => false,
            };
            !is_other && is_call(next)
        }
        _ => false,
    })
}

/// Whether this token behind a name makes it a call.
fn is_call(next: &TokenTree) -> bool {
    match next {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Parenthesis,
        TokenTree::Punct(punct) => punct.as_char() == ':' && punct.spacing() == Spacing::Joint,
        TokenTree::Ident(_) | TokenTree::Literal(_) => false,
    }
}

/// Whether `code` holds `.name(..)`.
pub(crate) fn calls_method(code: &impl ToTokens, name: &str) -> bool {
    anywhere(code.to_token_stream(), &|tokens| calls_at(tokens, name))
}

/// Whether the tokens begin with `.name(..)`.
fn calls_at(tokens: &[TokenTree], name: &str) -> bool {
    match tokens {
        [TokenTree::Punct(dot), TokenTree::Ident(method), TokenTree::Group(_), ..] => {
            dot.as_char() == '.' && method == name
        }
        _ => false,
    }
}

/// Whether the tokens from some place on pass the test, in groups too.
fn anywhere(tokens: TokenStream, test: &dyn Fn(&[TokenTree]) -> bool) -> bool {
    let tokens: Vec<_> = tokens.into_iter().collect();
    (0..tokens.len()).any(|at| test(&tokens[at..]))
        || tokens.into_iter().any(|token| match token {
            TokenTree::Group(group) => anywhere(group.stream(), test),
            TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => false,
        })
}
