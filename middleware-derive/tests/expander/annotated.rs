//! Items with `#[middleware]`, found in a file's tokens.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// The arguments and the item of an annotation.
#[derive(Clone)]
pub(crate) struct Annotated {
    pub(crate) args: TokenStream,
    pub(crate) item: TokenStream,
}

/// The items of a file, a module or an impl, each with its attributes.
///
/// They are found without a parser, because some of them are not Rust: an item ends with braces or a semicolon.
pub(crate) fn split_items(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut items = vec![Vec::new()];
    for token in tokens {
        let ends = match &token {
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
            TokenTree::Punct(punct) => punct.as_char() == ';',
            _ => false,
        };
        items.last_mut().expect("there is always one").push(token);
        if ends {
            items.push(Vec::new());
        }
    }
    items.retain(|item| !item.is_empty());
    items
}

/// Splits an item at its attribute `#[middleware]`, where it has one. Other attributes stay with the item.
pub(crate) fn annotated(item: &[TokenTree]) -> Option<Annotated> {
    let is_hash =
        |token: &TokenTree| matches!(token, TokenTree::Punct(hash) if hash.as_char() == '#');
    let (at, args) = item.windows(2).enumerate().find_map(|(at, pair)| match pair {
        [hash, TokenTree::Group(attribute)] if is_hash(hash) => Some((at, arguments(attribute)?)),
        _ => None,
    })?;
    Some(Annotated { args, item: [&item[..at], &item[at + 2..]].concat().into_iter().collect() })
}

/// Every annotated item in the tokens, those in modules and functions included.
pub(crate) fn all_annotated(tokens: TokenStream) -> Vec<Annotated> {
    let mut found = Vec::new();
    for item in split_items(tokens) {
        match annotated(&item) {
            Some(item) => found.push(item),
            None => {
                for token in item {
                    if let TokenTree::Group(group) = token {
                        found.extend(all_annotated(group.stream()));
                    }
                }
            }
        }
    }
    found
}

/// Of `[middleware(arguments)]`, or none of `[middleware]`.
fn arguments(attribute: &Group) -> Option<TokenStream> {
    let mut tokens = attribute.stream().into_iter();
    match tokens.next() {
        Some(TokenTree::Ident(name)) if name == "middleware" => {}
        _ => return None,
    }
    match tokens.next() {
        Some(TokenTree::Group(arguments)) => Some(arguments.stream()),
        _ => Some(TokenStream::new()),
    }
}
