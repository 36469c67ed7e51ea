//! Writes the expansion of an annotated item.

mod bounds;
mod forwards;
mod hooks;
mod inherent;
mod lints;
mod method_generics;
mod span;
mod struct_item;
mod traits;

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::{Attribute, Ident, Item, ItemFn, ItemImpl, ItemStruct, ReturnType, Type, parse_quote};

use crate::{
    args::{FieldArgs, ItemArgs, Stated},
    errors::{Errors, shown},
    model::{Function, ImplItem, Inner, StructItem},
    none_delimited::make_visible,
    translate::{Place, translate},
    validate,
};

/// Expands `#[middleware(args)] item`. The item is emitted in any case, the mistakes beside it.
pub(crate) fn middleware(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let args = ItemArgs::parse(args, &mut errors);
    let mut parsed = syn::parse2(item.clone());
    if let Ok(item) = &mut parsed {
        make_visible(item);
    }
    let expansion = match parsed {
        Ok(Item::Struct(item)) => expand_struct(item, &args, &mut errors),
        Ok(Item::Impl(item)) => expand_impl(item, &args, &mut errors),
        Ok(Item::Fn(item)) => expand_fn(&item, &args, &mut errors),
        Ok(other) => refuse(other, &mut errors),
        Err(error) => {
            errors.add_parse_error(error);
            item
        }
    };
    let errors = errors.report();
    quote!(#expansion #errors)
}

fn expand_struct(item: ItemStruct, args: &ItemArgs, errors: &mut Errors) -> TokenStream {
    let struct_item = StructItem::read(item, errors);
    validate::struct_item(&struct_item, args, errors);
    struct_item::expand(&struct_item, args, errors.is_empty())
}

fn expand_impl(item: ItemImpl, args: &ItemArgs, errors: &mut Errors) -> TokenStream {
    if let Some((path, _)) = &item.trait_ {
        errors.add(
            path,
            "`#[middleware]` stands on the impl of a trait",
            format_args!(
                "put `call` and `acall` into an impl of the type itself: `impl {} {{ .. }}`",
                shown(&item.self_ty)
            ),
        );
        return quote!(#item);
    }
    if !matches!(&*item.self_ty, Type::Path(_)) {
        errors.add(
            &item.self_ty,
            "this impl is of no struct",
            "put `call` and `acall` into an impl of the annotated struct: `impl<G> Timing<G> { .. }`",
        );
        return quote!(#item);
    }
    let place = Place::Field(args.get_response.clone());
    impl_of(item, &place, None, args, errors)
}

/// An annotated impl, or the one that a function stands for.
fn impl_of(
    item: ItemImpl,
    place: &Place,
    known: Option<&Ident>,
    args: &ItemArgs,
    errors: &mut Errors,
) -> TokenStream {
    let mut impl_item = ImplItem::read(item, args, known, errors);
    validate::impl_item(&mut impl_item, args, place, errors);
    if errors.is_empty() && args.states(Stated::Both) {
        if let Some(written) = impl_item.only_half() {
            let both = translate(&impl_item.item, written, place, errors);
            if errors.is_empty() {
                impl_item = ImplItem::read(both, args, known, errors);
            }
        }
    }
    let inherent = inherent::expand(&impl_item, args, errors.is_empty());
    let traits = if errors.is_empty() {
        traits::expand(&impl_item, args)
    } else {
        traits::stand_in(&impl_item, args)
    };
    quote!(#inherent #traits)
}

fn expand_fn(item: &ItemFn, args: &ItemArgs, errors: &mut Errors) -> TokenStream {
    let Some(function) = Function::read(item, errors) else {
        return unread(item, args);
    };
    let struct_item = StructItem::read(function.item, errors);
    let layer = struct_item::expand_function(&struct_item, &function.docs, args);
    let place = Place::Argument(function.get_response);
    let known = match &struct_item.inner {
        Some(Inner::Param(param)) => Some(param),
        _ => None,
    };
    let implementations = impl_of(function.impl_item, &place, known, args, errors);
    quote!(#layer #implementations)
}

// Output:
//     const timing: Identity = Identity;
//     fn limit<T2>(_: T2) -> Identity { Identity }
//
// A function that could not be read, as a layer that changes nothing, so that its uses are no further
// mistakes. The function itself is hidden beside it, for what it imports, and without its body, which
// would only report the same mistake in other words.
fn unread(item: &ItemFn, args: &ItemArgs) -> TokenStream {
    let ItemFn { attrs, vis, sig, .. } = item;
    let (core, name) = (&args.core, &sig.ident);
    let attrs: Vec<_> = inherited(attrs).collect();
    let mut hidden = sig.clone();
    hidden.constness = None;
    if matches!(hidden.output, ReturnType::Type(..)) {
        hidden.output = parse_quote!(-> ::core::convert::Infallible);
    }
    let never_runs = never_runs();
    let hidden = quote! {
        #[allow(dead_code, unused_variables, unused_mut, reason = "its body was taken out")]
        #hidden {
            #never_runs
        }
    };
    if sig.receiver().is_some() {
        return hidden;
    }
    let settings: Vec<_> = (2..sig.inputs.len()).map(|at| format_ident!("T{at}")).collect();
    let stand_in = if settings.is_empty() {
        quote! {
            #[allow(non_upper_case_globals, reason = "it stands for a function, and is named like it")]
            #vis const #name: #core::chain::Identity = #core::chain::Identity;
        }
    } else {
        quote! {
            #vis fn #name<#(#settings),*>(#(_: #settings),*) -> #core::chain::Identity {
                #core::chain::Identity
            }
        }
    };
    quote! {
        #(#attrs)*
        const _: () = {
            #hidden
        };
        #(#attrs)*
        #stand_in
    }
}

/// The tokens of `path`, as if they stood at `span`.
fn at(span: Span, path: &TokenStream) -> TokenStream {
    let tokens = path.clone().into_iter().map(|mut token| {
        token.set_span(span.resolved_at(token.span()));
        token
    });
    tokens.collect()
}

/// Any other item is no middleware.
fn refuse(mut item: Item, errors: &mut Errors) -> TokenStream {
    let help = "it belongs on a struct with a field `get_response: GetResponse<G>`, and on an impl of that struct; or on a function `(request, get_response)`";
    match &mut item {
        Item::Enum(item) => {
            for field in item.variants.iter_mut().flat_map(|variant| &mut variant.fields) {
                FieldArgs::take_from(&mut field.attrs, errors);
            }
            errors.add(&item.enum_token, "an enum cannot be a middleware", help);
        }
        Item::Union(item) => {
            for field in &mut item.fields.named {
                FieldArgs::take_from(&mut field.attrs, errors);
            }
            errors.add(&item.union_token, "a union cannot be a middleware", help);
        }
        Item::Trait(item) => errors.add(&item.trait_token, "a trait cannot be a middleware", help),
        Item::Mod(item) => errors.add(&item.mod_token, "a module cannot be a middleware", help),
        other => errors.add(other, "`#[middleware]` does not go on this item", help),
    }
    quote!(#item)
}

/// The body of what is emitted in place of code with a mistake. It never runs: the mistake is a compile
/// error.
fn never_runs() -> TokenStream {
    quote!(::core::unreachable!("a mistake was reported here"))
}

/// The attributes of the user's item that hold for what is generated beside it: `cfg`s and lint levels.
fn inherited(attrs: &[Attribute]) -> impl Iterator<Item = &Attribute> + Clone {
    let concerns_all = ["cfg", "allow", "warn", "deny"];
    attrs.iter().filter(move |attr| concerns_all.iter().any(|name| attr.path().is_ident(name)))
}
