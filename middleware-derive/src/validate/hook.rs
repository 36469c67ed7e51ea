//! What is wrong with a hook.

use syn::{ImplItemFn, Signature, Type};

use super::signature;
use crate::{
    errors::{Errors, shown},
    model::{Head, Hook, HookKind, Hooks, ImplItem, OutcomeHook, Passes, RequestHook},
    token_search::same_tokens,
};

/// Checks the signature of a hook.
pub(super) fn method(method: &ImplItemFn, kind: HookKind, errors: &mut Errors) {
    signature::method(&method.sig, kind.shape(), errors);
}

/// Refuses a method that looks like a hook: misspelt, it would never run.
pub(super) fn misnamed(signature: &Signature, errors: &mut Errors) {
    let name = &signature.ident;
    let written = name.to_string();
    let looks_like_one = written.starts_with("process_")
        || HookKind::ALL.iter().any(|kind| is_typo_of(&written, kind.name()));
    if HookKind::of(signature).is_none() && looks_like_one {
        errors.add(
            name,
            format_args!("`{name}` is no hook, and nothing would call it"),
            "the hooks are `process_request`, `process_response`, `process_exception` and `process_outcome`; give a method of your own another name",
        );
    }
}

/// Whether the two differ in two letters at most, between a common beginning and a common end.
fn is_typo_of(written: &str, name: &str) -> bool {
    let common =
        |pairs: &mut dyn Iterator<Item = (char, char)>| pairs.take_while(|(a, b)| a == b).count();
    let begin = common(&mut written.chars().zip(name.chars()));
    let longest = written.chars().count().max(name.chars().count());
    let shortest = written.chars().count().min(name.chars().count());
    let end = common(&mut written.chars().rev().zip(name.chars().rev())).min(shortest - begin);
    longest - begin - end <= 2
}

/// Checks how the hooks fit together.
pub(super) fn together(impl_item: &ImplItem<'_>, errors: &mut Errors) {
    let hooks = &impl_item.hooks;
    let is_read = |item: &syn::ImplItem| match item {
        syn::ImplItem::Fn(method) => {
            HookKind::of(&method.sig).is_none() || hooks.named(&method.sig.ident).is_some()
        }
        _ => true,
    };
    // A hook that could not be read may be the one that returns the value, or that takes it.
    if impl_item.item.items.iter().all(is_read) {
        check_value(hooks, errors);
    }
    if let Some(hook) = &hooks.request {
        check_marks(&hook.head, errors);
        if let Some(blocking) = hook.head.blocking.as_ref().filter(|_| hook.of.elided) {
            errors.add(
                blocking,
                "`process_request` blocks, and its request is borrowed",
                "a blocking hook runs on another thread: take an owned request, or drop `blocking`",
            );
        }
    }
    if let Some(hook) = &hooks.response {
        check_marks(&hook.head, errors);
    }
    if let Some(hook) = &hooks.exception {
        check_marks(&hook.head, errors);
    }
    if let Some(hook) = &hooks.outcome {
        check_cfg(&hook.head, errors);
        check_outcome(hook, hooks, errors);
    }
    check_handed(impl_item, errors);
}

/// The value that `process_request` returns is taken: a decision that is read as a value would be lost.
fn check_value(hooks: &Hooks, errors: &mut Errors) {
    let handed = hooks.request.as_ref().and_then(|hook| hook.of.passes.value());
    let decides =
        hooks.request.as_ref().is_some_and(|hook| matches!(hook.of.passes, Passes::Flow { .. }));
    let at_response = hooks.response.as_ref().and_then(|hook| hook.of.value.as_ref());
    let at_outcome = hooks.outcome.as_ref().and_then(|hook| hook.of.value.as_ref());
    let Some(handed) = handed else {
        if let Some(taken) = at_response {
            errors.add(
                taken,
                "`process_response` takes a value that nothing hands on",
                "the response comes first, and there is no request here: return what you need of it from `process_request`, `-> Value` or `-> ControlFlow<Response, Value>`",
            );
        }
        if let Some(taken) = at_outcome {
            errors.add(
                taken,
                "`process_outcome` takes a value that nothing hands on",
                "there is no request here: return what you need of it from `process_request`, `-> Value` or `-> ControlFlow<Response, Value>`",
            );
        }
        return;
    };
    if at_response.is_none() && at_outcome.is_none() {
        errors.add(
            handed,
            "`process_request` hands on a value that nothing takes",
            "take it as the second argument of `process_response` or of `process_outcome`; to answer the request from here, return `ControlFlow<Response>`, by that name: not an alias of it, and not a `Result`",
        );
    }
    let is_handed = |taken: &&Type| same_tokens(*taken, handed);
    if let Some(taken) = at_response.filter(is_handed).filter(|_| decides) {
        errors.add(
            taken,
            format_args!(
                "`process_response` takes `{0}`, and a request that is answered at once hands on none",
                shown(taken)
            ),
            format_args!("take `Option<{}>`", shown(taken)),
        );
    }
    if let Some(taken) = at_outcome.filter(is_handed) {
        errors.add(
            taken,
            format_args!(
                "`process_outcome` takes `{0}`, and a request may end before there is one",
                shown(taken)
            ),
            format_args!("take `Option<{}>`", shown(taken)),
        );
    } else if let Some(taken) = at_outcome.filter(|taken| matches!(taken, Type::Reference(_))) {
        errors.add(
            taken,
            "`process_outcome` takes the value through a reference",
            format_args!("take `Option<{}>`: the value is its own", shown(handed)),
        );
    }
}

fn check_cfg(hook: &Head, errors: &mut Errors) {
    if let Some(cfg) = hook.cfgs.first() {
        errors.add(
            cfg,
            format_args!("`{}` depends on a `cfg`", hook.name),
            "put the `cfg` on the statements inside of it, or on the whole impl",
        );
    }
}

fn check_marks(hook: &Head, errors: &mut Errors) {
    let name = &hook.name;
    check_cfg(hook, errors);
    if let Some(blocking) = hook.blocking.as_ref().filter(|_| hook.asyncness.is_some()) {
        errors.add(
            blocking,
            format_args!("`{name}` is `async` and `blocking`"),
            "remove `blocking`, and await what takes time; or write a plain `fn` that blocks",
        );
    }
    if !cfg!(feature = "bridges") && (hook.asyncness.is_some() || hook.blocking.is_some()) {
        errors.add(
            name,
            format_args!("`{name}` waits, which one of the two halves can do only over a bridge"),
            "enable the feature `tokio` of `middleware-core`, which has the bridges, or write a plain `fn`",
        );
    }
}

/// `process_outcome` runs in a `Drop` too, and takes the response in its last type.
fn check_outcome(hook: &Hook<OutcomeHook>, hooks: &Hooks, errors: &mut Errors) {
    let why = "it also runs while a future is dropped, where nothing can be waited for";
    let help = "write a plain `fn`, and send what takes time to a task or a thread: `spawn` it, or use a channel";
    if let Some(asyncness) = &hook.head.asyncness {
        errors.add(asyncness, format_args!("`process_outcome` is `async`, and {why}"), help);
    }
    if let Some(blocking) = &hook.head.blocking {
        errors.add(blocking, format_args!("`process_outcome` is `blocking`, and {why}"), help);
    }
    if let Some(returned) = hooks.returned() {
        let looked_at = &hook.of.response;
        if !same_tokens(returned, looked_at) {
            errors.add(
                looked_at,
                format_args!(
                    "`process_outcome` looks at a `{}`, and what leaves is the `{}` of `process_response`",
                    shown(looked_at),
                    shown(returned)
                ),
                format_args!("take `Outcome<'_, {}>`", shown(returned)),
            );
        }
    }
}

/// The request is forwarded as it is, so the next handler takes the same type.
fn check_handed(impl_item: &ImplItem<'_>, errors: &mut Errors) {
    let crate::model::InnerBound::Stated { handed, .. } = &impl_item.inner else { return };
    let Some(Hook { of: RequestHook { request, elided: false, .. }, .. }) =
        &impl_item.hooks.request
    else {
        return;
    };
    if let Some(other) = handed.iter().find(|handed| !same_tokens(&handed.request, request)) {
        errors.add(
            &other.request,
            "the hooks hand on the request as it is, and this bound says that the inside takes another",
            "write `call` or `acall` instead of hooks for a layer that changes the request's type",
        );
    }
}

/// Refuses hooks beside halves.
pub(super) fn beside_halves(impl_item: &ImplItem<'_>, signature: &Signature, errors: &mut Errors) {
    let half = &impl_item.halves[0].name;
    errors.add(
        &signature.ident,
        format_args!("`{}` stands beside `{half}`", signature.ident),
        format_args!(
            "the hooks give both halves: move what `{half}` does into them, or call your own method from `{half}` under another name"
        ),
    );
}
