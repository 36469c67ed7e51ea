//! What is wrong with an annotated impl.

use syn::{Attribute, GenericParam, ImplItem, ItemImpl};

use super::{half, hook};
use crate::{
    args::{ItemArgs, Stated},
    errors::Errors,
    model::{HalfKind, HookKind, Imp},
};

/// Checks the impl and what it says of itself.
pub(crate) fn imp(imp: &Imp, args: &ItemArgs, errors: &mut Errors) {
    if imp.halves.is_empty() && imp.hooks.is_empty() && errors.is_empty() {
        errors.add(
            &imp.item.self_ty,
            "this impl has neither `call` nor `acall`, and no hook",
            "write `fn call(&self, request: Request) -> Response`, or `async fn acall(..)`, or both; or `process_request` and `process_response`",
        );
    }
    for item in &imp.item.items {
        let ImplItem::Fn(method) = item else { continue };
        if let Some(kind) = HalfKind::of(&method.sig) {
            half::half(method, kind, args, errors);
        } else if let Some(kind) = HookKind::of(&method.sig) {
            hook::method(method, kind, errors);
            if !imp.halves.is_empty() {
                hook::beside_halves(imp, &method.sig, errors);
            }
        }
    }
    if imp.halves.is_empty() {
        hook::together(imp, errors);
    }
    async_trait(&imp.item, errors);
    stated(imp, args, errors);
}

/// `#[async_trait]` boxes the future of every call, and hides from this macro which half is written.
fn async_trait(item: &ItemImpl, errors: &mut Errors) {
    let help = "remove it: `acall` is a plain `async fn`, and is not boxed";
    let is_async_trait = |attr: &&Attribute| {
        attr.path().segments.last().is_some_and(|last| last.ident == "async_trait")
    };
    if let Some(attr) = item.attrs.iter().find(is_async_trait) {
        errors.add(attr, "`#[async_trait]` and `#[middleware]` are on the same impl", help);
    }
    // It may have run already.
    for item in &item.items {
        let ImplItem::Fn(method) = item else { continue };
        let left = method.sig.generics.params.iter().any(|param| match param {
            GenericParam::Lifetime(param) => param.lifetime.ident == "async_trait",
            _ => false,
        });
        if left {
            errors.add(
                &method.sig.ident,
                format_args!("`#[async_trait]` has rewritten `{}`", method.sig.ident),
                help,
            );
        }
    }
}

/// What the impl says of itself is what is written.
fn stated(imp: &Imp, args: &ItemArgs, errors: &mut Errors) {
    for (_, word) in args.stated.iter().skip(1) {
        errors.add(
            word,
            format_args!("`{word}` contradicts `{}`", args.stated[0].1),
            "a middleware has one capability: keep one of the two",
        );
    }
    let Some((stated, word)) = args.stated.first() else { return };
    let (excluded, kept) = match stated {
        Stated::Both => return,
        Stated::SyncOnly => (HalfKind::Acall, HalfKind::Call),
        Stated::AsyncOnly => (HalfKind::Call, HalfKind::Acall),
    };
    if !imp.hooks.is_empty() && imp.halves.is_empty() {
        errors.add(
            word,
            format_args!("`{word}` contradicts the hooks, which give both halves"),
            format_args!("remove `{word}`, or write `{}` instead of the hooks", kept.name()),
        );
    } else if let Some(half) = imp.halves.iter().find(|half| half.kind == excluded) {
        errors.add(
            &half.name,
            format_args!("`{}` contradicts `{word}`", half.name),
            format_args!("remove `{}`, or remove `{word}`", half.name),
        );
    }
}
