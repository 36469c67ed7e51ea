//! Code that blocks where async code runs it inline: plain hooks, and what an `acall` reaches.

use std::collections::HashSet;

use syn::{Ident, ImplItemFn};

use crate::{
    blocking::{self, BlockingCall, Known},
    errors::Errors,
    model::{HalfKind, HookKind, ImplItem, Place},
};

/// Refuses calls that are known to block, in a hook that async code runs inline.
pub(super) fn check_hook(method: &ImplItemFn, impl_item: &ImplItem<'_>, errors: &mut Errors) {
    let hook = impl_item.hooks.named(&method.sig.ident);
    if hook.is_none_or(|hook| hook.asyncness.is_some() || hook.blocking.is_some()) {
        return;
    }
    let help = if HookKind::of(&method.sig) == Some(HookKind::Outcome) {
        "move slow work to a task or a thread: `spawn` it, or use a channel"
    } else {
        "mark the hook with `#[middleware(blocking)]`: async code then runs it on the thread pool"
    };
    for BlockingCall { tokens, name } in blocking::find(&method.block, Known::AllInSync) {
        errors.add(
            &tokens,
            format_args!("`{name}` blocks the thread, and async code runs this hook inline"),
            help,
        );
    }
}

/// Refuses calls that block for certain, in an `acall` and in the methods that it calls.
pub(super) fn check_acall(impl_item: &ImplItem<'_>, errors: &mut Errors) {
    let (what, only) = match &impl_item.place {
        Place::Field(_) => ("`acall`", "write only `call`"),
        Place::Argument(_) => ("this `async fn`", "write a plain `fn`"),
    };
    for method in reached(impl_item) {
        for BlockingCall { tokens, name } in blocking::find(&method.block, Known::CertainInAsync) {
            errors.add(
                &tokens,
                format_args!("`{name}` blocks the thread, and async code runs {what} inline"),
                format_args!(
                    "await its async form, such as `tokio::time::sleep(..)`, or move it into `spawn_blocking`\n= help: or {only}: async callers then run this layer on the thread pool"
                ),
            );
        }
    }
}

/// Every `acall`, and the methods that it calls, directly or by others. Methods that are written for each mode by hand
/// may do what they like in theirs.
fn reached<'a>(impl_item: &'a ImplItem<'_>) -> Vec<&'a ImplItemFn> {
    let methods = || {
        impl_item.item.items.iter().filter_map(|item| match item {
            syn::ImplItem::Fn(method) => Some(method),
            _ => None,
        })
    };
    let is_async_half = |method: &&ImplItemFn| {
        HalfKind::of(&method.sig) == Some(HalfKind::Acall) && method.sig.asyncness.is_some()
    };
    let is_primitive = |name: &Ident| {
        let sync = name.to_string().strip_suffix("_async").map(str::to_owned);
        sync.is_some_and(|sync| {
            methods().any(|method| method.sig.ident == sync && method.sig.asyncness.is_none())
        })
    };
    let mut found: Vec<_> = methods().filter(is_async_half).collect();
    let mut seen = HashSet::new();
    let mut at = 0;
    while let Some(method) = found.get(at) {
        at += 1;
        for name in blocking::own_calls(&method.block) {
            let is_half = name == "call" || name == "acall";
            if !is_half && !is_primitive(&name) && seen.insert(name.clone()) {
                found.extend(methods().filter(|method| method.sig.ident == name));
            }
        }
    }
    found
}
