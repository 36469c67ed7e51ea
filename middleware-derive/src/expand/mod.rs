//! Writes the expansion of an annotated item.

mod bounds;
mod forwards;
mod hooks;
mod inherent;
mod lints;
mod method_generics;
mod middleware_impl;
mod span;
mod stand_in;
mod struct_item;
mod traits;

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::{Attribute, Item, ItemFn, ItemImpl, ItemStruct, ReturnType, parse_quote};

use crate::{
    args::{FieldArgs, ItemArgs, Stated},
    errors::Errors,
    model::{Function, ImplItem, Place, StructItem},
    none_delimited::make_visible,
    translate::translate,
    validate::{self, On},
};

/// Expands `#[middleware(args)] item`. The item is emitted in any case, the errors beside it.
pub(crate) fn middleware(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let args = ItemArgs::parse(args);
    validate::args(&args.invalid, On::Item, &mut errors);
    let mut parsed = syn::parse2(item.clone());
    if let Ok(item) = &mut parsed {
        make_visible(item);
    }
    let expansion = match parsed {
        Ok(Item::Struct(item)) => expand_struct(item, &args, &mut errors),
        Ok(Item::Impl(item)) => expand_impl(item, &args, &mut errors),
        Ok(Item::Fn(item)) => expand_fn(&item, &args, &mut errors),
        Ok(other) => expand_other(other, &mut errors),
        Err(error) => {
            errors.add_parse_error(error);
            item
        }
    };
    let errors = errors.report();
    quote!(#expansion #errors)
}

fn expand_struct(item: ItemStruct, args: &ItemArgs, errors: &mut Errors) -> TokenStream {
    let struct_item = StructItem::read(item);
    validate::struct_item(&struct_item, args, errors);
    struct_item::expand(struct_item, args, errors.is_empty())
}

fn expand_impl(item: ItemImpl, args: &ItemArgs, errors: &mut Errors) -> TokenStream {
    if !validate::impl_header(&item, errors) {
        return quote!(#item);
    }
    let impl_item = ImplItem::read(item, Place::Field(args.get_response.clone()), args);
    expand_methods(impl_item, errors)
}

fn expand_fn(item: &ItemFn, args: &ItemArgs, errors: &mut Errors) -> TokenStream {
    let read = Function::read(item, args);
    validate::function(&item.sig, read.as_ref().err().map_or(&[], Vec::as_slice), errors);
    match read {
        Ok(Function { docs, struct_item, impl_item }) => {
            validate::fields(&struct_item, errors);
            let layer = struct_item::expand_function(&struct_item, &docs, args);
            let implementations = expand_methods(impl_item, errors);
            quote!(#layer #implementations)
        }
        Err(_) => unread(item, args),
    }
}

/// Expands an annotated impl, or the one of a function.
fn expand_methods(mut impl_item: ImplItem<'_>, errors: &mut Errors) -> TokenStream {
    validate::impl_item(&impl_item, errors);
    let written =
        impl_item.only_half().filter(|_| impl_item.args.states(Stated::Both) && errors.is_empty());
    if let Some(written) = written {
        match translate(&impl_item, written) {
            Ok(twins) => impl_item = impl_item.with_twins(twins),
            Err(refusals) => {
                validate::translation(&refusals, written, &impl_item.place, errors);
            }
        }
    }
    let sound = errors.is_empty();
    let inherent = inherent::expand(&impl_item, sound);
    let traits = if sound { traits::expand(&impl_item) } else { stand_in::expand(impl_item) };
    quote!(#inherent #traits)
}

/// Expands an item that is not a middleware: it is emitted without the macro's own attributes.
fn expand_other(mut item: Item, errors: &mut Errors) -> TokenStream {
    let invalid = match &mut item {
        Item::Enum(item) => {
            FieldArgs::strip(item.variants.iter_mut().flat_map(|variant| &mut variant.fields))
        }
        Item::Union(item) => FieldArgs::strip(&mut item.fields.named),
        _ => Vec::new(),
    };
    validate::args(&invalid, On::Field, errors);
    validate::no_middleware(&item, errors);
    quote!(#item)
}

// Output:
//     fn timing() -> Identity { Identity }
//     fn limit<T2>(_: T2) -> Identity { Identity }
//
// A function that could not be read becomes a layer that changes nothing, so that its uses are not further errors. The
// function itself is hidden beside it, so that its imports are used. Its body is removed, because rustc would report
// the same error in it.
fn unread(item: &ItemFn, args: &ItemArgs) -> TokenStream {
    let ItemFn { attrs, vis, sig, .. } = item;
    let (core, name) = (&args.core, &sig.ident);
    let attrs: Vec<_> = inherited(attrs).collect();
    let mut hidden = sig.clone();
    hidden.constness = None;
    stand_in::complete(&mut hidden, "GetResponse");
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
    let layer = quote! {
        #vis fn #name<#(#settings),*>(#(_: #settings),*) -> #core::chain::Identity {
            #core::chain::Identity
        }
    };
    quote! {
        #(#attrs)*
        const _: () = {
            #hidden
        };
        #(#attrs)*
        #layer
    }
}

/// The tokens of `path` with the span `span`.
pub(crate) fn at(span: Span, path: &TokenStream) -> TokenStream {
    let tokens = path.clone().into_iter().map(|mut token| {
        token.set_span(span.resolved_at(token.span()));
        token
    });
    tokens.collect()
}

/// The body of code that is emitted after an error. It never runs.
fn never_runs() -> TokenStream {
    quote!(::core::unreachable!("an error was reported here"))
}

/// The attributes of the user's item that hold for what is generated beside it: `cfg`s and lint levels.
fn inherited(attrs: &[Attribute]) -> impl Iterator<Item = &Attribute> + Clone {
    let concerns_all = ["cfg", "allow", "warn", "deny"];
    attrs.iter().filter(move |attr| concerns_all.iter().any(|name| attr.path().is_ident(name)))
}
