//! Macros of the standard library whose arguments are expressions.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{
    Expr, Macro, Token,
    parse::{ParseStream, Parser},
    punctuated::Punctuated,
};

/// Macros whose arguments are expressions, evaluated once and in their order.
const LISTS: [&str; 21] = [
    "assert",
    "assert_eq",
    "assert_ne",
    "dbg",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "eprint",
    "eprintln",
    "format",
    "format_args",
    "panic",
    "print",
    "println",
    "todo",
    "unimplemented",
    "unreachable",
    "vec",
    "write",
    "writeln",
    "matches",
];

// Input:
//     println!("{}", self.get_response.call(request))
// Output:
//     println!("{}", self.get_response.acall(request).await)
//
// The arguments are translated by `each`. `None` if they are not known to be expressions, or if the macro holds something
// else that `concerns` the translation.
pub(super) fn translate_arguments(
    mac: &mut Macro,
    concerns: impl Fn(&TokenStream) -> bool,
    mut each: impl FnMut(&mut Expr),
) -> Option<()> {
    let name = mac.path.segments.last()?;
    let is_std = mac.path.segments.len() == 1
        || mac.path.segments.first().is_some_and(|first| first.ident == "std");
    if !is_std || !LISTS.iter().any(|known| name.ident == known) {
        return None;
    }
    let tokens = mac.tokens.clone();
    mac.tokens = if name.ident == "matches" {
        let (mut matched, pattern) = first_and_rest.parse2(tokens).ok()?;
        // A guard is not an argument.
        if concerns(&pattern) {
            return None;
        }
        each(&mut matched);
        quote!(#matched #pattern)
    } else if let Ok((mut element, mut length)) = repeat.parse2(tokens.clone()) {
        each(&mut element);
        each(&mut length);
        quote!(#element; #length)
    } else {
        let list = Punctuated::<Expr, Token![,]>::parse_terminated;
        let mut list = list.parse2(tokens).ok()?;
        list.iter_mut().for_each(each);
        list.to_token_stream()
    };
    Some(())
}

/// The last segment of the macro's path.
pub(super) fn name_of(mac: &Macro) -> String {
    mac.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default()
}

fn first_and_rest(input: ParseStream<'_>) -> syn::Result<(Expr, TokenStream)> {
    Ok((input.parse()?, input.parse()?))
}

/// `element; length`
fn repeat(input: ParseStream<'_>) -> syn::Result<(Expr, Expr)> {
    let element = input.parse()?;
    input.parse::<Token![;]>()?;
    Ok((element, input.parse()?))
}
