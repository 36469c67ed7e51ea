//! The lints that would ask the user to change what the traits require.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident};
use syn::{
    Attribute, FnArg, GenericArgument, Ident, ImplItemFn, Pat, PatType, PathArguments, ReturnType,
    Type, Visibility, parse_quote,
};

use crate::token_search::mentions;

// Output:
//     #[allow(clippy::unused_self, reason = "the signature is given by the framework")]
//
// Clippy knows to keep quiet on the impl of a trait, but the user's impl is not one. Only those lints are
// named that can find something in this signature, so most methods stay as they are.
pub(super) fn allow_given_signature(method: &ImplItemFn) -> Option<Attribute> {
    // An `expect` of the user's would not be met.
    if method.attrs.iter().any(|attr| attr.path().is_ident("expect")) {
        return None;
    }
    let signature = &method.sig;
    let body = &method.block;
    let word = |word| Ident::new(word, Span::call_site());
    let arguments = signature.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(argument) => Some(argument),
        FnArg::Receiver(_) => None,
    });
    let arguments: Vec<_> = arguments.collect();
    let borrowed = |names: &[&str]| {
        arguments.iter().any(|argument| match &*argument.ty {
            Type::Reference(reference) => is_named(&reference.elem, names),
            _ => false,
        })
    };
    let returns = |names: &[&str]| match &signature.output {
        ReturnType::Default => false,
        ReturnType::Type(_, ty) => is_named(ty, names),
    };
    let is_unit = match &signature.output {
        ReturnType::Default => true,
        ReturnType::Type(_, ty) => matches!(&**ty, Type::Tuple(tuple) if tuple.elems.is_empty()),
    };
    let is_public = !matches!(method.vis, Visibility::Inherited);
    let borrowed_twice = arguments.iter().any(|argument| match &*argument.ty {
        Type::Reference(outer) => match &*outer.elem {
            Type::Reference(inner) => outer.mutability.is_some() && inner.mutability.is_some(),
            _ => false,
        },
        _ => false,
    });
    // `process_outcome` takes one if `process_request` returns an `Option`.
    let nested = arguments.iter().any(|argument| is_option_of_option(&argument.ty));
    let lints = [
        ("mut_mut", borrowed_twice),
        ("must_use_candidate", is_public && !is_unit),
        ("needless_pass_by_value", arguments.iter().any(|argument| may_only_look(argument, body))),
        ("option_option", nested),
        ("ptr_arg", borrowed(&["String", "Vec", "PathBuf"])),
        ("ref_option", borrowed(&["Option"])),
        ("trivially_copy_pass_by_ref", borrowed(&PRIMITIVES)),
        ("unnecessary_wraps", returns(&["Option", "Result"])),
        ("unused_async", signature.asyncness.is_some() && !mentions(body, &word("await"))),
        ("unused_self", !mentions(body, &word("self"))),
        ("unused_unit", is_unit && !matches!(signature.output, ReturnType::Default)),
    ];
    let lints = lints.iter().filter(|(_, concerned)| *concerned);
    let lints: Vec<_> = lints.map(|(name, _)| format_ident!("{name}")).collect();
    (!lints.is_empty()).then(|| {
        parse_quote!(#[allow(#(clippy::#lints,)* reason = "the signature is given by the framework")])
    })
}

const PRIMITIVES: [&str; 14] = [
    "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "isize", "u8", "u16", "u32", "u64",
    "usize",
];

fn is_named(ty: &Type, names: &[&str]) -> bool {
    match ty {
        Type::Path(path) => path
            .path
            .segments
            .last()
            .is_some_and(|last| names.iter().any(|name| last.ident == name)),
        _ => false,
    }
}

fn is_option_of_option(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    let arguments = path.path.segments.last().map(|last| &last.arguments);
    let Some(PathArguments::AngleBracketed(of)) = arguments else { return false };
    is_named(ty, &["Option"])
        && of.args.iter().any(|arg| match arg {
            GenericArgument::Type(ty) => is_named(ty, &["Option"]),
            _ => false,
        })
}

/// Whether the body may only borrow an argument that it takes by value: no call takes it.
fn may_only_look(argument: &PatType, body: &impl ToTokens) -> bool {
    // An `Outcome` is `Copy`.
    if matches!(&*argument.ty, Type::Reference(_)) || is_named(&argument.ty, &["Outcome"]) {
        return false;
    }
    match &*argument.pat {
        Pat::Ident(pattern) => !is_given(body.to_token_stream(), &pattern.ident),
        _ => true,
    }
}

/// Whether `name` alone is an argument of a call: `f(name)`.
fn is_given(code: TokenStream, name: &Ident) -> bool {
    let mut in_macro = false;
    code.into_iter().any(|token| match token {
        TokenTree::Group(group) => {
            let is_call = !in_macro && group.delimiter() == Delimiter::Parenthesis;
            in_macro = false;
            let tokens: Vec<_> = group.stream().into_iter().collect();
            let mut arguments = tokens.split(|token| match token {
                TokenTree::Punct(punct) => punct.as_char() == ',',
                _ => false,
            });
            let alone = |argument: &[TokenTree]| {
                matches!(argument, [TokenTree::Ident(ident)] if ident == name)
            };
            (is_call && arguments.any(alone)) || is_given(group.stream(), name)
        }
        TokenTree::Punct(punct) => {
            in_macro = punct.as_char() == '!';
            false
        }
        TokenTree::Ident(_) | TokenTree::Literal(_) => {
            in_macro = false;
            false
        }
    })
}
