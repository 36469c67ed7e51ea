//! Writes the expansion of an annotated item.

mod bounds;
mod holder;
mod inherent;
mod inward;
mod moved;
mod traits;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Item, ItemImpl, ItemStruct};

use crate::{
    args::{FieldArgs, ItemArgs},
    errors::Errors,
    model::{Holder, Imp},
};

/// Expands `#[middleware(args)] item`. The item is emitted in any case, the mistakes beside it.
pub(crate) fn middleware(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let args = ItemArgs::parse(args, &mut errors);
    let expansion = match syn::parse2(item.clone()) {
        Ok(Item::Struct(item)) => expand_struct(item, &args, &mut errors),
        Ok(Item::Impl(item)) => expand_impl(item, &args, &mut errors),
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
    let holder = Holder::read(item, errors);
    holder::expand(&holder, args, errors.is_empty())
}

fn expand_impl(item: ItemImpl, args: &ItemArgs, errors: &mut Errors) -> TokenStream {
    let imp = Imp::read(item, errors);
    if imp.item.trait_.is_some() {
        let item = &imp.item;
        return quote!(#item);
    }
    let inherent = inherent::expand(&imp, args, errors.is_empty());
    let traits =
        if errors.is_empty() { traits::expand(&imp, args) } else { traits::stand_in(&imp, args) };
    quote!(#inherent #traits)
}

/// Any other item is no middleware.
fn refuse(mut item: Item, errors: &mut Errors) -> TokenStream {
    let help = "it belongs on a struct with a field `get_response: GetResponse<G>`, and on an impl of that struct";
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
        Item::Fn(item) => errors.add(&item.sig.fn_token, "a function cannot be a middleware", help),
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
