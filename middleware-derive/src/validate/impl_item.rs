//! What is wrong with an annotated impl.

use proc_macro2::Span;
use syn::{GenericParam, Ident};

use super::{
    args::{On, arg},
    blocking, forwards, half, hook, hook_signature,
};
use crate::{
    args::{ItemArgs, Stated},
    errors::{Errors, shown},
    invalid::Invalid,
    model::{
        Agreement, HalfKind, HookKind, ImplItem, InnerBound, InvalidMethod, Place, WrappedTwice,
    },
    token_search::{mentions, param_name},
};

/// Checks the impl and the arguments of its attribute.
pub(crate) fn impl_item(impl_item: &ImplItem<'_>, errors: &mut Errors) {
    let (args, place) = (impl_item.args, &impl_item.place);
    impl_item.invalid.iter().for_each(|invalid| report(invalid, errors));
    let methods = || {
        impl_item.item.items.iter().filter_map(|item| match item {
            syn::ImplItem::Fn(method) => Some(method),
            _ => None,
        })
    };
    if impl_item.halves.is_empty() {
        methods().for_each(|method| hook::misnamed(&method.sig, errors));
    }
    if impl_item.halves.is_empty() && impl_item.hooks.is_empty() && errors.is_empty() {
        methods().for_each(|method| half::misnamed(&method.sig, errors));
    }
    if impl_item.halves.is_empty() && impl_item.hooks.is_empty() && errors.is_empty() {
        errors.add(
            &impl_item.item.self_ty,
            "this impl has neither `call` nor `acall`, and no hook",
            "write `fn call(&self, request: Request) -> Response`, `async fn acall(..)`, or both\n= help: or write hooks, such as `process_request` and `process_response`",
        );
    }
    for method in methods() {
        if let Some(kind) = HalfKind::of(&method.sig) {
            half::half(method, kind, place, errors);
        } else if let Some(kind) = HookKind::of(&method.sig) {
            hook::method(method, kind, errors);
            if impl_item.halves.is_empty() {
                forwards::check_hook(method, place, errors);
                blocking::check_hook(method, impl_item, errors);
            } else {
                hook::beside_halves(impl_item, &method.sig, errors);
            }
        }
    }
    blocking::check_acall(impl_item, errors);
    if args.names_get_response && matches!(place, Place::Argument(_)) {
        errors.add(
            &args.get_response,
            "`get_response = ..` names a field, but a function has no fields",
            "remove it: the second argument is the `get_response`, whatever its name",
        );
    }
    calls(args, place, errors);
    if impl_item.halves.is_empty() {
        hook::together(impl_item, errors);
    }
    if let Some(span) = args.span.as_ref().filter(|_| !cfg!(feature = "tracing")) {
        errors.add(
            &span.word,
            "`span` needs the feature `tracing` of `middleware-core`",
            "add `features = [\"tracing\"]` to `middleware-core` in `Cargo.toml`",
        );
    }
    if let Some((next, _)) = &args.next {
        check_next(impl_item, next, errors);
    }
    // A `next` that could not be read has been reported.
    if let Some(wrapped) = impl_item.wrapped.as_ref().filter(|_| args.invalid.is_empty()) {
        wrapped_twice(wrapped, args, place, errors);
    }
    if errors.is_empty() {
        span_of_unknown_request(impl_item, errors);
    }
    if matches!(place, Place::Field(_)) {
        name(args, errors);
    }
    async_trait(impl_item, errors);
    stated(impl_item, args, place, errors);
    if errors.is_empty() {
        undetermined(impl_item, place, errors);
    }
}

/// `next` states the response of the next handler, which nothing else may state.
fn check_next(impl_item: &ImplItem<'_>, next: &Ident, errors: &mut Errors) {
    if !impl_item.hooks.is_empty() {
        errors.add(
            next,
            "`next` is for `call` and `acall`, and this impl has hooks",
            "remove it: `process_response` states the type, `fn process_response(&self, response: Response)`",
        );
    } else if let InnerBound::Stated { param, .. } = &impl_item.inner {
        errors.add(
            next,
            format_args!("the bound on `{param}` states the response of the next handler already"),
            format_args!("remove `next`, or the bound on `{param}`"),
        );
    } else if let InnerBound::Settled = impl_item.inner {
        errors.add(
            next,
            "the type of `get_response` states the response of the next handler already",
            "remove `next`",
        );
    }
}

/// A half wraps the response of the next handler in `Ok(..)`, and `next` is missing.
fn wrapped_twice(wrapped: &WrappedTwice, args: &ItemArgs, place: &Place, errors: &mut Errors) {
    let WrappedTwice { kind, tokens, response, held } = wrapped;
    let next = match place {
        Place::Field(field) => format!("self.{field}"),
        Place::Argument(name) => name.to_string(),
    };
    let call = match kind {
        HalfKind::Call => format!("{next}.call(..)"),
        HalfKind::Acall => format!("{next}.acall(..).await"),
    };
    let (response, held) = (shown(response), shown(held));
    let stated = args.stated.first().map(|(_, word)| format!("{word}, ")).unwrap_or_default();
    errors.add(
        tokens,
        format_args!("`{call}` returns `{response}` like this layer, and `Ok(..)` wraps it in a second `Result`"),
        format_args!(
            "if the inner handlers return `{held}`, write `#[middleware({stated}next = {held})]`\n= help: if they return `{response}`, write `{call}` without `Ok(..)`"
        ),
    );
}

/// The fields of a span can use the request only if its type is known.
fn span_of_unknown_request(impl_item: &ImplItem<'_>, errors: &mut Errors) {
    let is_known = !impl_item.halves.is_empty()
        || impl_item.hooks.request.is_some()
        || !matches!(impl_item.inner, InnerBound::Assumed { .. });
    let fields = impl_item.args.span.as_ref().and_then(|span| span.fields.as_ref());
    let request = Ident::new("request", Span::call_site());
    if let Some(fields) = fields.filter(|fields| !is_known && mentions(*fields, &request)) {
        errors.add(
            fields,
            "these fields use `request`, but no hook states its type",
            "add the hook `fn process_request(&self, _: &Request) {}`, with the type of the request",
        );
    }
}

/// The fields of `calls = ..` are for the translation.
fn calls(args: &ItemArgs, place: &Place, errors: &mut Errors) {
    for field in &args.calls {
        match place {
            Place::Argument(_) => errors.add(
                field,
                "`calls = ..` names a field, but a function has no fields",
                "write a struct and an impl with `#[middleware(both, calls = ..)]`",
            ),
            Place::Field(_) if !args.states(Stated::Both) => errors.add(
                field,
                "`calls = ..` has no meaning without `both`",
                "write `both` as well, or remove it: halves that are written by hand call any field",
            ),
            Place::Field(_) if *field == args.get_response => errors.add(
                field,
                format_args!("`{field}` is the next handler"),
                "remove it: `calls = ..` names further handlers",
            ),
            Place::Field(_) => {}
        }
    }
}

/// A layer answers a request with one type, so that type follows from the request and the next handler.
fn undetermined(impl_item: &ImplItem<'_>, place: &Place, errors: &mut Errors) {
    let instead = match place {
        Place::Field(_) => "make it a parameter of the struct",
        Place::Argument(_) => "write a struct that has this parameter",
    };
    let open = impl_item.undetermined().into_iter();
    for param in open.filter(|param| !matches!(param, GenericParam::Lifetime(_))).map(param_name) {
        errors.add(
            param,
            format_args!("neither the request nor `get_response` determines `{param}`"),
            format_args!("replace `{param}` with a type, or {instead}"),
        );
    }
}

/// Reports a method that could not be read.
fn report(Invalid { tokens, kind: invalid }: &Invalid<InvalidMethod>, errors: &mut Errors) {
    match invalid {
        InvalidMethod::Arg(invalid) => arg(tokens, invalid, On::Method, errors),
        InvalidMethod::Hook(kind, invalid) => hook_signature::report(tokens, *kind, invalid, errors),
        InvalidMethod::Half(kind, invalid) => half::types(tokens, *kind, invalid, errors),
        InvalidMethod::Blocking(method) => errors.add(
            tokens,
            format_args!("`blocking` is on `{method}`, which is not a hook"),
            "put it on `process_request`, `process_response` or `process_exception`\n= help: for a half that blocks, write only `call`",
        ),
        InvalidMethod::Disagreement { of, first, agreed, other } => {
            let (differ, help) = match of {
                Agreement::Request => {
                    ("take different types", "write the same type in both halves: it is the request")
                }
                Agreement::Response => (
                    "return different types",
                    "write the same type in both halves: it is the response",
                ),
                Agreement::Inner => (
                    "have different response types",
                    "write the same type in both: it is the response of the next handler",
                ),
            };
            let (agreed, stated) = (shown(agreed), shown(tokens));
            errors.add(
                tokens,
                format_args!("`{first}` and `{other}` {differ}: `{agreed}` and `{stated}`"),
                help,
            );
        }
    }
}

/// The name of a layer, and its rules, are on the struct.
fn name(args: &ItemArgs, errors: &mut Errors) {
    let words = args.rules.iter().map(|rule| &rule.word);
    for word in args.name.iter().map(|(word, _)| word).chain(words) {
        errors.add(
            word,
            format_args!("`{word}` belongs on the struct"),
            "write it there, in `#[middleware(..)]`",
        );
    }
}

/// `#[async_trait]` boxes the future of every call, and hides from this macro which half is written.
fn async_trait(impl_item: &ImplItem<'_>, errors: &mut Errors) {
    let help = "remove it: `acall` is a plain `async fn`, and is not boxed";
    if let Some(attr) = &impl_item.async_trait {
        errors.add(attr, "`#[async_trait]` cannot be on an impl with `#[middleware]`", help);
    }
    // It may have run already.
    for item in &impl_item.item.items {
        let syn::ImplItem::Fn(method) = item else { continue };
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

/// The stated capability is the one that is written.
fn stated(impl_item: &ImplItem<'_>, args: &ItemArgs, place: &Place, errors: &mut Errors) {
    let Some((stated, word)) = args.stated.first() else { return };
    for (other, again) in args.stated.iter().skip(1) {
        if other == stated {
            errors.add(again, format_args!("`{again}` is written twice"), "write it once");
        } else {
            errors.add(
                again,
                format_args!("`{again}` contradicts `{word}`"),
                "a middleware has one capability: keep one of the two",
            );
        }
    }
    let (excluded, kept) = match stated {
        Stated::Both => return,
        Stated::SyncOnly => (HalfKind::Acall, HalfKind::Call),
        Stated::AsyncOnly => (HalfKind::Call, HalfKind::Acall),
    };
    if !impl_item.hooks.is_empty() && impl_item.halves.is_empty() {
        errors.add(
            word,
            format_args!("`{word}` contradicts the hooks, which generate both halves"),
            format_args!("remove `{word}`, or write `{}` instead of the hooks", kept.name()),
        );
    } else if let Some(half) = impl_item.halves.iter().find(|half| half.kind == excluded) {
        match (place, excluded) {
            (Place::Field(_), _) => errors.add(
                &half.name,
                format_args!("`{}` contradicts `{word}`", half.name),
                format_args!("remove `{}`, or remove `{word}`", half.name),
            ),
            (Place::Argument(_), HalfKind::Acall) => errors.add(
                word,
                format_args!("`{word}` contradicts this `async fn`"),
                format_args!("remove `{word}`, or write a plain `fn`"),
            ),
            (Place::Argument(_), HalfKind::Call) => errors.add(
                word,
                format_args!("`{word}` contradicts this plain `fn`"),
                format_args!("remove `{word}`, or write an `async fn`"),
            ),
        }
    }
}
