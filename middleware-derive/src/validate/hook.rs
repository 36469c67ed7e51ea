//! What is wrong with a hook.

use syn::{ImplItemFn, Signature, Type};

use super::signature;
use crate::{
    errors::{Errors, shown},
    model::{Head, Hook, HookKind, Hooks, ImplItem, OutcomeHook, Passes, RequestHook},
    near::{did_you_mean, nearest},
    token_search::same_tokens,
};

/// Checks the signature of a hook.
pub(super) fn method(method: &ImplItemFn, kind: HookKind, errors: &mut Errors) {
    signature::method(&method.sig, kind.shape(), errors);
}

/// Refuses a method whose name is almost that of a hook: the library would never call it.
pub(super) fn misnamed(signature: &Signature, errors: &mut Errors) {
    let name = &signature.ident;
    let written = name.to_string();
    let near = nearest(&written, HookKind::ALL.map(HookKind::name));
    let looks_like_one = written.starts_with("process_") || near.is_some();
    if HookKind::of(signature).is_none() && looks_like_one {
        let meant = near.map_or_else(
            || "the hooks are `process_request`, `process_response`, `process_exception` and `process_outcome`".to_owned(),
            did_you_mean,
        );
        errors.add(
            name,
            format_args!("`{name}` is named like a hook, but is not one"),
            format_args!("{meant}\n= help: if it is a method of your own, give it another name"),
        );
    }
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
                "`process_request` is `blocking`, but its request is borrowed",
                "take an owned request, because a blocking hook runs on another thread\n= help: or remove `blocking`",
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
    check_request(impl_item, errors);
}

/// The value that `process_request` returns is taken: a decision that is read as a value would be lost.
fn check_value(hooks: &Hooks, errors: &mut Errors) {
    let passed = hooks.request.as_ref().and_then(|hook| hook.of.passes.value());
    let decides =
        hooks.request.as_ref().is_some_and(|hook| matches!(hook.of.passes, Passes::Flow { .. }));
    let at_response = hooks.response.as_ref().and_then(|hook| hook.of.value.as_ref());
    let at_outcome = hooks.outcome.as_ref().and_then(|hook| hook.of.value.as_ref());
    let Some(passed) = passed else {
        if let Some(taken) = at_response {
            errors.add(
                taken,
                "`process_response` takes a value that no `process_request` returns",
                "the first argument is the response, and the request is not available here\n= help: to use a part of the request, return it from `process_request`: `-> Value` or `-> ControlFlow<Response, Value>`",
            );
        }
        if let Some(taken) = at_outcome {
            errors.add(
                taken,
                "`process_outcome` takes a value that no `process_request` returns",
                "the request is not available here\n= help: to use a part of the request, return it from `process_request`: `-> Value` or `-> ControlFlow<Response, Value>`",
            );
        }
        return;
    };
    if at_response.is_none() && at_outcome.is_none() {
        errors.add(
            passed,
            "`process_request` returns a value that no hook takes",
            "take it as the second argument of `process_response` or `process_outcome`\n= help: or, to answer the request here, return `ControlFlow<Response>`, not a `Result` or a type alias",
        );
    }
    let is_passed = |taken: &&Type| same_tokens(*taken, passed);
    if let Some(taken) = at_response.filter(is_passed).filter(|_| decides) {
        errors.add(
            taken,
            format_args!(
                "`process_response` must take `Option<{}>`: `process_request` can answer without passing a value",
                shown(taken)
            ),
            format_args!("write `Option<{}>`: it is `None` after a short circuit", shown(taken)),
        );
    }
    if let Some(taken) = at_outcome.filter(is_passed) {
        errors.add(
            taken,
            format_args!(
                "`process_outcome` must take `Option<{}>`: the request can end before there is a value",
                shown(taken)
            ),
            format_args!("write `Option<{}>`: it is `None` if the request ended early", shown(taken)),
        );
    } else if let Some(taken) = at_outcome.filter(|taken| matches!(taken, Type::Reference(_))) {
        errors.add(
            taken,
            "`process_outcome` takes its value by reference",
            format_args!("write `Option<{}>`: the hook owns the value", shown(passed)),
        );
    }
}

fn check_cfg(hook: &Head, errors: &mut Errors) {
    if let Some(cfg) = hook.cfgs.first() {
        errors.add(
            cfg,
            format_args!("`{}` depends on a `cfg`", hook.name),
            "put the `cfg` on statements in its body, or on the whole impl",
        );
    }
}

fn check_marks(hook: &Head, errors: &mut Errors) {
    let name = &hook.name;
    check_cfg(hook, errors);
    if let Some(blocking) = hook.blocking.as_ref().filter(|_| hook.asyncness.is_some()) {
        errors.add(
            blocking,
            format_args!("`{name}` is both `async` and `blocking`"),
            "remove `blocking`, and await slow work\n= help: or write a plain `fn` that blocks",
        );
    }
    if !cfg!(feature = "bridges") && (hook.asyncness.is_some() || hook.blocking.is_some()) {
        errors.add(
            name,
            format_args!("`{name}` needs a bridge, and bridges need the feature `tokio`"),
            "enable the feature `tokio` of `middleware-core`\n= help: or write a plain `fn` without `blocking`",
        );
    }
}

/// `process_outcome` runs in a `Drop` too, and takes the response in its last type.
fn check_outcome(hook: &Hook<OutcomeHook>, hooks: &Hooks, errors: &mut Errors) {
    let why = "it also runs while a future is dropped, and cannot wait there";
    let help = "write a plain `fn`, and move slow work to a task or a thread: `spawn` it, or use a channel";
    if let Some(asyncness) = &hook.head.asyncness {
        errors.add(asyncness, format_args!("`process_outcome` cannot be `async`: {why}"), help);
    }
    if let Some(blocking) = &hook.head.blocking {
        errors.add(blocking, format_args!("`process_outcome` cannot be `blocking`: {why}"), help);
    }
    if let Some(returned) = hooks.returned() {
        let outcome = &hook.of.response;
        if !same_tokens(returned, outcome) {
            errors.add(
                outcome,
                format_args!(
                    "`process_outcome` takes an outcome of `{}`, but `process_response` returns `{}`",
                    shown(outcome),
                    shown(returned)
                ),
                format_args!("write `Outcome<'_, {}>`", shown(returned)),
            );
        }
    }
}

/// The request is forwarded as it is, so the next handler takes the same type.
fn check_request(impl_item: &ImplItem<'_>, errors: &mut Errors) {
    let crate::model::InnerBound::Stated { forwarded, .. } = &impl_item.inner else { return };
    let Some(Hook { of: RequestHook { request, elided: false, .. }, .. }) =
        &impl_item.hooks.request
    else {
        return;
    };
    if let Some(other) =
        forwarded.iter().find(|forwarded| !same_tokens(&forwarded.request, request))
    {
        errors.add(
            &other.request,
            "hooks pass the request on unchanged, but this bound has another request type",
            "to change the type of the request, write `call` or `acall` instead of hooks",
        );
    }
}

/// Refuses hooks beside halves.
pub(super) fn beside_halves(impl_item: &ImplItem<'_>, signature: &Signature, errors: &mut Errors) {
    let half = &impl_item.halves[0].name;
    errors.add(
        &signature.ident,
        format_args!("`{}` cannot be in the same impl as `{half}`", signature.ident),
        format_args!(
            "move the code of `{half}` into hooks, which generate both halves\n= help: or give this method another name, and call it from `{half}`"
        ),
    );
}
