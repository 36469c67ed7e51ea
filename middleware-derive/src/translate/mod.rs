//! Translates one half into the other, for `#[middleware(both)]`: from `acall` to `call`, and back.
//!
//! It works by whitelist: code that might change its meaning is refused, and then nothing is
//! emitted. The tables are in the macro's documentation.

mod found;
mod held;
mod known;
mod macros;
mod names;
mod not_send;
mod pairs;
mod refusal;
mod to_async;
mod to_sync;

use std::collections::HashSet;

use quote::format_ident;
use syn::{Attribute, Ident, ImplItemFn, ItemImpl, ext::IdentExt, parse_quote, spanned::Spanned};

use crate::{
    blocking::{self, BlockingCall, Known},
    invalid::Invalid,
    model::{HalfKind, ImplItem},
    token_search::calls_own,
};
use found::Found;
use names::Names;
pub(crate) use pairs::Differs;
pub(crate) use refusal::{InvalidTwin, Refusal};

/// Translates the half of this kind, and what it needs of the impl's other methods. Returns the twins, each with the
/// name of its original.
pub(crate) fn translate(
    impl_item: &ImplItem<'_>,
    from: HalfKind,
) -> Result<Vec<(Ident, ImplItemFn)>, Vec<Invalid<Refusal>>> {
    let mut refusals = Vec::new();
    let item = &impl_item.item;
    let names = Names::of(impl_item, from);
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
        if let Some(twin) = names.by_hand(&name) {
            refusals.extend(pairs::compare(item, &name, twin));
            continue;
        }
        if let Some(taken) =
            methods(item).find(|method| names.twin(&name) == Some(method.sig.ident.clone()))
        {
            refusals.push(Invalid::at(
                &taken.sig.ident,
                Refusal::Method(InvalidTwin::NameTaken { of: name.clone() }),
            ));
        }
        for method in methods(item).filter(|method| method.sig.ident == name) {
            let (twin, found) = twin(method, from, &names);
            let Found { reached, refusals: refused, .. } = found;
            refusals.extend(refused);
            calls.extend(reached.iter().map(|callee| (name.clone(), callee.clone())));
            wanted.extend(reached);
            twins.push((name.clone(), twin));
        }
    }
    if from == HalfKind::Call {
        refusals.extend(pairs::incomplete(item));
        refusals.extend(blocking_helpers(item, &names, &done));
        refusals.extend(recursion(item, &calls));
    }
    if refusals.is_empty() { Ok(twins) } else { Err(refusals) }
}

fn methods(item: &ItemImpl) -> impl Iterator<Item = &ImplItemFn> {
    item.items.iter().filter_map(|item| match item {
        syn::ImplItem::Fn(method) => Some(method),
        _ => None,
    })
}

// Input:
//     fn call(&self, request: Request) -> Response { self.get_response.call(request) }
// Output:
//     async fn acall(&self, request: Request) -> Response { self.get_response.acall(request).await }
//
// Returns what was found in the body too.
fn twin<'a>(method: &ImplItemFn, from: HalfKind, names: &'a Names<'a>) -> (ImplItemFn, Found<'a>) {
    let mut twin = method.clone();
    let name = &method.sig.ident;
    let (found, has_closures) = match (from, &method.sig.asyncness) {
        (HalfKind::Acall, _) => {
            twin.sig.asyncness = None;
            (to_sync::translate(&mut twin, names), false)
        }
        (HalfKind::Call, Some(async_token)) => {
            let mut found = Found::new(names);
            found.refuse(async_token, Refusal::Method(InvalidTwin::AsyncAlready(name.clone())));
            return (twin, found);
        }
        (HalfKind::Call, None) => {
            twin.sig.asyncness = Some(syn::Token![async](method.sig.fn_token.span()));
            to_async::translate(&mut twin, names)
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
            #[allow(clippy::redundant_closure_call, reason = "what the closure captured is dropped when `call` drops it")]
        });
    }
    (twin, found)
}

// Output:
//     #[doc = " Generated from `call`, by `both`: async code runs it inline, without a hop."]
fn why(method: &ImplItemFn, from: HalfKind) -> Attribute {
    let name = method.sig.ident.unraw();
    let is_half = HalfKind::of(&method.sig).is_some();
    let doc = match (from, is_half) {
        (HalfKind::Call, true) => format!(
            " Generated from `{name}`, by `both`: async code runs it inline, without a hop."
        ),
        (HalfKind::Acall, true) => {
            format!(" Generated from `{name}`, by `both`: sync code runs it natively.")
        }
        (_, false) => format!(" Generated from `{name}`, by `both`."),
    };
    parse_quote!(#[doc = #doc])
}

/// The calls that are known to block, in methods that are the same in both modes and are called by translated ones.
fn blocking_helpers(
    item: &ItemImpl,
    names: &Names<'_>,
    translated: &HashSet<Ident>,
) -> Vec<Invalid<Refusal>> {
    let mut callers: Vec<_> = methods(item)
        .filter(|method| {
            let name = &method.sig.ident;
            translated.contains(name) && names.by_hand(name).is_none()
        })
        .collect();
    let mut others: Vec<_> = methods(item)
        .filter(|method| method.sig.asyncness.is_none() && names.twin(&method.sig.ident).is_none())
        .collect();
    let mut reached = HashSet::new();
    while let Some(caller) = callers.pop() {
        let (called, rest): (Vec<_>, Vec<_>) = others
            .into_iter()
            .partition(|method| calls_own(&caller.block, |called| *called == method.sig.ident));
        others = rest;
        reached.extend(called.iter().map(|method| method.sig.ident.clone()));
        callers.extend(called);
    }
    let reached = methods(item).filter(|method| reached.contains(&method.sig.ident));
    let found = reached.flat_map(|method| blocking::find(&method.block, Known::AllInSync));
    let refusals =
        found.map(|BlockingCall { tokens, name }| Invalid { tokens, kind: Refusal::Blocks(name) });
    refusals.collect()
}

/// An `async fn` that calls itself would contain itself.
fn recursion(item: &ItemImpl, calls: &[(Ident, Ident)]) -> Vec<Invalid<Refusal>> {
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
    let names = methods(item).map(|method| &method.sig.ident);
    let recursive = names.filter(|name| callers.contains(name) && reaches_itself(name));
    recursive.map(|name| Invalid::at(name, Refusal::Method(InvalidTwin::CallsItself))).collect()
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
