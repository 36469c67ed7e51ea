//! Writes the expansion of an annotated item.

mod bounds;
mod holder;
mod hooks;
mod inherent;
mod inward;
mod lints;
mod moved;
mod traits;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, Item, ItemFn, ItemImpl, ItemStruct, Type};

use crate::{
    args::{FieldArgs, ItemArgs, Stated},
    errors::Errors,
    model::{Function, Holder, Imp},
    translate::{Place, translate},
    validate,
};

/// Expands `#[middleware(args)] item`. The item is emitted in any case, the mistakes beside it.
pub(crate) fn middleware(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let args = ItemArgs::parse(args, &mut errors);
    let expansion = match syn::parse2(item.clone()) {
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
    let holder = Holder::read(item, errors);
    validate::holder(&holder, args, errors);
    holder::expand(&holder, args, errors.is_empty())
}

fn expand_impl(item: ItemImpl, args: &ItemArgs, errors: &mut Errors) -> TokenStream {
    if let Some((path, _)) = &item.trait_ {
        errors.add(
            path,
            "`#[middleware]` stands on the impl of a trait",
            format_args!(
                "put `call` and `acall` into an impl of the type itself: `impl {} {{ .. }}`",
                item.self_ty.to_token_stream()
            ),
        );
        return quote!(#item);
    }
    if !matches!(&*item.self_ty, Type::Path(_) | Type::Group(_)) {
        errors.add(
            &item.self_ty,
            "this impl is of no struct",
            "put `call` and `acall` into an impl of the annotated struct: `impl<G> Timing<G> { .. }`",
        );
        return quote!(#item);
    }
    let place = Place::Field(args.get_response.clone());
    impl_of(item, &place, args, errors)
}

/// An annotated impl, or the one that a function stands for.
fn impl_of(item: ItemImpl, place: &Place, args: &ItemArgs, errors: &mut Errors) -> TokenStream {
    let mut imp = Imp::read(item, args, errors);
    validate::imp(&imp, args, errors);
    if errors.is_empty() && args.states(Stated::Both) {
        if let Some(written) = imp.only_half() {
            let both = translate(&imp.item, written, place, errors);
            if errors.is_empty() {
                imp = Imp::read(both, args, errors);
            }
        }
    }
    let inherent = inherent::expand(&imp, args, errors.is_empty());
    let traits =
        if errors.is_empty() { traits::expand(&imp, args) } else { traits::stand_in(&imp, args) };
    quote!(#inherent #traits)
}

fn expand_fn(item: &ItemFn, args: &ItemArgs, errors: &mut Errors) -> TokenStream {
    let Some(function) = Function::read(item, errors) else {
        return quote!(#item);
    };
    let holder = Holder::read(function.item, errors);
    validate::function(&function.imp, args, errors);
    let strukt = holder::expand_function(&holder, &function.docs, args);
    let place = Place::Argument(function.get_response);
    let imp = impl_of(function.imp, &place, args, errors);
    quote!(#strukt #imp)
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
