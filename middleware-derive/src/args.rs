//! What stands in the brackets: `#[middleware(..)]` on an item or on a field.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{
    Attribute, Ident, Meta, Path, Token, ext::IdentExt, parse::ParseStream, parse::Parser,
    punctuated::Punctuated,
};

use crate::errors::Errors;

/// The arguments on a struct or an impl.
pub(crate) struct ItemArgs {
    /// Where the core is: `crate = path`.
    pub(crate) core: TokenStream,
}

impl ItemArgs {
    pub(crate) fn parse(args: TokenStream, errors: &mut Errors) -> Self {
        let mut parsed = Self { core: quote!(::middleware_core) };
        for_each_arg(args, errors, |arg, errors| match arg {
            Arg { name, value: Some(path) } if name == "crate" => {
                parsed.core = quote!(#path);
            }
            Arg { name, value: None } if name == "crate" => errors.add(
                name,
                "`crate` needs a path",
                "say where `middleware_core` is re-exported: `crate = my_framework::middleware`",
            ),
            Arg { name, .. } if name == "default" => errors.add(
                name,
                "`default` belongs on a field",
                "mark the field that starts from its `Default` with `#[middleware(default)]`",
            ),
            Arg { name, .. } => errors.add(
                name,
                format_args!("`{name}` is not an argument of `#[middleware]`"),
                "the only argument on a struct or an impl is `crate = path`",
            ),
        });
        parsed
    }
}

/// The arguments on a field.
#[derive(Default)]
pub(crate) struct FieldArgs {
    /// The field starts from its `Default`.
    pub(crate) default: bool,
}

impl FieldArgs {
    /// Takes the macro's own attributes out of `attrs`, and reads them.
    pub(crate) fn take_from(attrs: &mut Vec<Attribute>, errors: &mut Errors) -> Self {
        let mut parsed = Self::default();
        let (own, others): (Vec<_>, Vec<_>) =
            std::mem::take(attrs).into_iter().partition(|attr| attr.path().is_ident("middleware"));
        *attrs = others;
        for attr in own {
            let args = match attr.meta {
                Meta::List(list) => list.tokens,
                meta => {
                    errors.add(
                        &meta,
                        "`#[middleware]` on a field needs an argument",
                        "the only one is `#[middleware(default)]`: the field starts from its `Default`",
                    );
                    continue;
                }
            };
            for_each_arg(args, errors, |arg, errors| match arg {
                Arg { name, value: None } if name == "default" => parsed.default = true,
                Arg { name, .. } => errors.add(
                    name,
                    format_args!("`{name}` is not an argument of `#[middleware]` on a field"),
                    "the only one is `#[middleware(default)]`: the field starts from its `Default`",
                ),
            });
        }
        parsed
    }
}

/// One argument: `name` or `name = path`.
struct Arg {
    name: Ident,
    value: Option<Path>,
}

impl Arg {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = input.call(Ident::parse_any)?;
        let value = match input.parse::<Option<Token![=]>>()? {
            Some(_) => Some(input.call(Path::parse_mod_style)?),
            None => None,
        };
        Ok(Self { name, value })
    }
}

fn for_each_arg(args: TokenStream, errors: &mut Errors, mut read: impl FnMut(&Arg, &mut Errors)) {
    let list = |input: ParseStream<'_>| {
        Punctuated::<Arg, Token![,]>::parse_terminated_with(input, Arg::parse)
    };
    match list.parse2(args) {
        Ok(args) => args.iter().for_each(|arg| read(arg, errors)),
        Err(error) => errors.add_parse_error(error),
    }
}
