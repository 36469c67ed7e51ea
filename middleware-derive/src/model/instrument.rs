//! `#[tracing::instrument]` on a half.

use proc_macro2::TokenTree;
use quote::quote;
use syn::{Attribute, Meta, MetaList, Type, ext::IdentExt, parse_quote};

// Input:
//     #[tracing::instrument(skip_all)]
// Output:
//     #[tracing::instrument(name = "Timing", skip_all)]
//
// By default, the span would have the name of the half, `call` or `acall`: one layer would have two names, and all
// layers the same two.
pub(super) fn name_span(attr: &mut Attribute, layer: &str) {
    let path = attr.path();
    if !path.is_ident("instrument") && !is_of_tracing(attr) {
        return;
    }
    match &mut attr.meta {
        Meta::Path(path) => attr.meta = parse_quote!(#path(name = #layer)),
        Meta::List(list) if !states_name(list) => {
            let rest = &list.tokens;
            list.tokens = quote!(name = #layer, #rest);
        }
        Meta::List(_) | Meta::NameValue(_) => {}
    }
}

/// `tracing::instrument`, or `::tracing::instrument`.
fn is_of_tracing(attr: &Attribute) -> bool {
    let names: Vec<_> = attr.path().segments.iter().map(|segment| &segment.ident).collect();
    matches!(names[..], [module, macro_name] if module == "tracing" && macro_name == "instrument")
}

/// Whether the arguments begin with a name, or have a `name = ..`.
fn states_name(list: &MetaList) -> bool {
    let mut tokens = list.tokens.clone().into_iter().enumerate();
    tokens.any(|(at, token)| match token {
        TokenTree::Literal(_) => at == 0,
        TokenTree::Ident(ident) => ident == "name",
        TokenTree::Group(_) | TokenTree::Punct(_) => false,
    })
}

/// The name of the struct or function.
pub(crate) fn layer_name(self_ty: &Type) -> Option<String> {
    let Type::Path(path) = self_ty else { return None };
    Some(path.path.segments.last()?.ident.unraw().to_string())
}
