//! Translates one half into the other, for `#[middleware(both)]`: from `acall` to `call`, and back.
//!
//! It works by whitelist: what is not known to keep its meaning is refused on the spot, and nothing is
//! emitted then. The tables are in the macro's documentation.

mod known;
mod macros;
mod names;
mod reported;
mod to_async;
mod to_sync;

use std::collections::HashSet;

use quote::format_ident;
use syn::{Attribute, Ident, ImplItemFn, ItemImpl, ext::IdentExt, parse_quote, spanned::Spanned};

use crate::{errors::Errors, model::HalfKind};
use names::Names;
pub(crate) use names::Place;

/// Adds the missing half to the impl, and what it needs of the impl's other methods.
pub(crate) fn translate(
    item: &ItemImpl,
    from: HalfKind,
    place: &Place,
    errors: &mut Errors,
) -> ItemImpl {
    let names = Names::of(item, from, place);
    let mut twins: Vec<(Ident, ImplItemFn)> = Vec::new();
    let mut calls: Vec<(Ident, Ident)> = Vec::new();
    let mut done = HashSet::new();
    let mut wanted: Vec<_> = methods(item)
        .map(|method| &method.sig.ident)
        .filter(|name| *name == from.name())
        .cloned()
        .collect();
    while let Some(name) = wanted.pop() {
        if !done.insert(name.clone()) {
            continue;
        }
        if let Some(taken) =
            methods(item).find(|method| names.twin(&name) == Some(method.sig.ident.clone()))
        {
            let taken = &taken.sig.ident;
            errors.add(
                taken,
                format_args!("`{taken}` is the name that `both` gives the twin of `{name}`"),
                "give this method another name",
            );
        }
        for method in methods(item).filter(|method| method.sig.ident == name) {
            let (twin, reached) = twin(method, from, &names, errors);
            calls.extend(reached.iter().map(|callee| (name.clone(), callee.clone())));
            wanted.extend(reached);
            twins.push((name.clone(), twin));
        }
    }
    if from == HalfKind::Call {
        refuse_recursion(item, &calls, &names, errors);
    }
    with_twins(item, twins)
}

fn methods(item: &ItemImpl) -> impl Iterator<Item = &ImplItemFn> {
    item.items.iter().filter_map(|item| match item {
        syn::ImplItem::Fn(method) => Some(method),
        _ => None,
    })
}

/// Puts each twin behind the method that it was made from.
fn with_twins(item: &ItemImpl, mut twins: Vec<(Ident, ImplItemFn)>) -> ItemImpl {
    let mut item = item.clone();
    item.items = std::mem::take(&mut item.items)
        .into_iter()
        .flat_map(|member| {
            let own = match &member {
                syn::ImplItem::Fn(method) => {
                    twins.iter().position(|(name, _)| *name == method.sig.ident)
                }
                _ => None,
            };
            let twin = own.map(|at| syn::ImplItem::Fn(twins.remove(at).1));
            [Some(member), twin].into_iter().flatten()
        })
        .collect();
    item
}

/// A method in the other mode, and the methods that it calls in that mode.
fn twin(
    method: &ImplItemFn,
    from: HalfKind,
    names: &Names<'_>,
    errors: &mut Errors,
) -> (ImplItemFn, Vec<Ident>) {
    let mut twin = method.clone();
    let name = &method.sig.ident;
    let (reached, has_closures) = match from {
        HalfKind::Acall => {
            twin.sig.asyncness = None;
            to_sync::translate(&mut twin, names, errors)
        }
        HalfKind::Call => {
            if let Some(async_token) = &method.sig.asyncness {
                errors.add(
                    async_token,
                    format_args!("`{name}` is async already, and sync code calls it"),
                    names.otherwise(),
                );
                return (twin, Vec::new());
            }
            twin.sig.asyncness = Some(syn::Token![async](method.sig.fn_token.span()));
            (to_async::translate(&mut twin, names, errors), false)
        }
    };
    twin.sig.ident = names.twin(name).unwrap_or_else(|| name.clone());
    twin.attrs.retain(|attr| {
        let dropped = ["doc", "track_caller"];
        !dropped.iter().any(|name| attr.path().is_ident(name))
    });
    twin.attrs.insert(0, why(method, from));
    if has_closures {
        twin.attrs.push(parse_quote! {
            #[allow(clippy::redundant_closure_call, reason = "it was an `async` block, which `?` and `return` do not leave")]
        });
    }
    (twin, reached)
}

fn why(method: &ImplItemFn, from: HalfKind) -> Attribute {
    let name = method.sig.ident.unraw();
    let is_half = HalfKind::of(&method.sig).is_some();
    let doc = match (from, is_half) {
        (HalfKind::Call, true) => format!(
            " Generated from `{name}`, by `both`: async code runs it in place, without a hop."
        ),
        (HalfKind::Acall, true) => {
            format!(" Generated from `{name}`, by `both`: sync code runs it natively.")
        }
        (_, false) => format!(" Generated from `{name}`, by `both`."),
    };
    parse_quote!(#[doc = #doc])
}

/// An `async fn` that calls itself would hold itself.
fn refuse_recursion(
    item: &ItemImpl,
    calls: &[(Ident, Ident)],
    names: &Names<'_>,
    errors: &mut Errors,
) {
    let reaches_itself = |start: &Ident| {
        let mut seen = HashSet::new();
        let mut next = vec![start];
        while let Some(caller) = next.pop() {
            for (_, callee) in calls.iter().filter(|(from, _)| from == caller) {
                if callee == start {
                    return true;
                }
                if seen.insert(callee) {
                    next.push(callee);
                }
            }
        }
        false
    };
    let callers: HashSet<_> = calls.iter().map(|(caller, _)| caller).collect();
    for method in methods(item).filter(|method| callers.contains(&method.sig.ident)) {
        let name = &method.sig.ident;
        if reaches_itself(name) {
            errors.add(
                name,
                format_args!("`{name}` calls itself, which an `async fn` cannot"),
                format_args!("write a loop, or {}", names.otherwise()),
            );
        }
    }
}

/// The name of the twin of a method that is not a half.
fn twin_name(method: &Ident, from: HalfKind) -> Ident {
    let suffix = match from {
        HalfKind::Acall => "sync",
        HalfKind::Call => "async",
    };
    let mut name = format_ident!("{}_{suffix}", method.unraw());
    name.set_span(method.span());
    name
}
