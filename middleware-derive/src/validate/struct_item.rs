//! What is wrong with an annotated struct.

use std::fmt::Display;

use quote::ToTokens;
use syn::{GenericParam, ItemStruct, WherePredicate};

use super::{
    args::{On, arg},
    unnamed::{self, unnamed},
};
use crate::{
    args::ItemArgs,
    errors::{Errors, shown},
    model::{Argument, Inner, InvalidField, StructItem},
    token_search::mentions,
};

/// Checks the struct and the arguments of its attribute.
pub(crate) fn struct_item(struct_item: &StructItem, args: &ItemArgs, errors: &mut Errors) {
    fields(struct_item, errors);
    for (_, word) in &args.stated {
        errors.add(
            word,
            format_args!("`{word}` belongs on the impl"),
            format_args!("write `#[middleware({word})]` on the impl, which has the halves"),
        );
    }
    if let Some((next, response)) = &args.next {
        errors.add(
            next,
            "`next` belongs on the impl",
            format_args!(
                "write `#[middleware(next = {})]` on the impl, whose halves call the next handler",
                shown(response)
            ),
        );
    }
    if let Some(span) = &args.span {
        errors.add(
            &span.word,
            "`span` belongs on the impl",
            "write `#[middleware(span)]` on the impl, whose methods run in the span",
        );
    }
    if args.names_get_response {
        errors.add(
            &args.get_response,
            "`get_response = ..` belongs on the impl",
            "mark the field itself with `#[middleware(get_response)]`",
        );
    }
    for field in &args.calls {
        errors.add(
            field,
            "`calls = ..` belongs on the impl",
            "write it there, beside `both`: its translation calls the field",
        );
    }
    let inner = struct_item.inner.as_ref();
    check_arguments(inner, &struct_item.arguments, errors);
    check_name(inner, &struct_item.item, errors);
    check_bounds(inner, &struct_item.item, errors);
}

/// Reports the fields that could not be read.
pub(crate) fn fields(struct_item: &StructItem, errors: &mut Errors) {
    let ident = &struct_item.item.ident;
    for invalid in &struct_item.invalid {
        let tokens = &invalid.tokens;
        let (wrong, help): (&dyn Display, &dyn Display) = match &invalid.kind {
            InvalidField::Arg(invalid) => {
                arg(tokens, invalid, On::Field, errors);
                continue;
            }
            InvalidField::NoNames => (
                &format!("`{ident}` has no named fields"),
                &format!(
                    "write named fields: `struct {ident}<G> {{ get_response: GetResponse<G> }}`"
                ),
            ),
            InvalidField::NoGetResponse => (
                &format!("`{ident}` has no field `get_response`"),
                &"add the next handler, `get_response: GetResponse<G>`, with a type parameter `G`\n= help: or mark the field that holds it with `#[middleware(get_response)]`",
            ),
            InvalidField::MarkedTwice(first) => (
                &format!("`{first}` is already marked as the `get_response`"),
                &"a middleware has one next handler: keep another handler in a field without this mark",
            ),
            InvalidField::Default => (
                &format!("`{tokens}` cannot start from its `Default`"),
                &"remove `#[middleware(default)]`: the chain sets this field",
            ),
            InvalidField::NotAGetResponse(name) => (
                &format!("the field `{name}` is not a `GetResponse<..>`"),
                &"write `GetResponse<G>` with a type parameter `G`, or `GetResponse<BoxHandler<Request, Response>>`; a type alias is not recognised",
            ),
            InvalidField::NotAHandler(name) => (
                &format!("the type in `{name}` is not a handler"),
                &"write `GetResponse<G>` with a type parameter `G`, or `GetResponse<BoxHandler<Request, Response>>`",
            ),
            InvalidField::Unnamed(name, found) => {
                unnamed(tokens, *found, (name, "type"), unnamed::IN_IMPL, errors);
                continue;
            }
        };
        errors.add(tokens, wrong, help);
    }
}

/// An argument of `layer` is passed before the handler is known, and under every configuration.
fn check_arguments(inner: Option<&Inner>, arguments: &[Argument], errors: &mut Errors) {
    for argument in arguments {
        if let Some(Inner::Param(g)) = inner.filter(|inner| inner.is_mentioned_in(&argument.ty)) {
            errors.add(
                &argument.ty,
                format_args!("`{}` depends on `{g}`, which is not known when the layer is created", argument.name),
                "mark the field with `#[middleware(default)]`, or give it a type parameter of its own",
            );
        }
        if let Some(cfg) = argument.cfgs.first() {
            errors.add(
                cfg,
                format_args!("`{}` is an argument of `layer`, which cannot depend on a `cfg`", argument.name),
                "mark the field with `#[middleware(default)]` too, or put the `cfg` inside its type",
            );
        }
    }
}

/// `G` is the next handler.
fn check_name(inner: Option<&Inner>, item: &ItemStruct, errors: &mut Errors) {
    let Some(Inner::Param(held)) = inner else { return };
    let misnamed = item.generics.type_params().find(|param| param.ident == "G");
    if let Some(misnamed) = misnamed.filter(|_| *held != "G") {
        errors.add(
            &misnamed.ident,
            format_args!("`G` is not the next handler: `get_response` holds `{held}`"),
            "swap the names: the impl's attribute expects the next handler to be named `G`",
        );
    }
}

/// `layer` is found on the struct with `()` in place of `G`, so the struct cannot have bounds on `G`.
fn check_bounds(inner: Option<&Inner>, item: &ItemStruct, errors: &mut Errors) {
    let Some(Inner::Param(g)) = inner else { return };
    let help = format!(
        "move it to the impl, which needs it: `impl<{g}> {}<{g}> where {g}: ..`",
        item.ident
    );
    let mut refuse = |bound: &dyn ToTokens| {
        let bound = bound.to_token_stream();
        errors.add(&bound, format_args!("the struct has a bound on `{g}`"), &help);
    };
    for param in &item.generics.params {
        match param {
            GenericParam::Type(param) if param.ident == *g && !param.bounds.is_empty() => {
                refuse(&param.bounds);
            }
            GenericParam::Type(param) if mentions(&param.bounds, g) => refuse(&param.bounds),
            _ => {}
        }
    }
    for predicate in item.generics.where_clause.iter().flat_map(|clause| &clause.predicates) {
        if matches!(predicate, WherePredicate::Type(_)) && mentions(predicate, g) {
            refuse(predicate);
        }
    }
}
