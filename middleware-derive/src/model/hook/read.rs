//! Reads the signatures of hooks.

use syn::{
    FnArg, GenericArgument, PatType, PathArguments, PathSegment, ReturnType, Signature, Type,
    TypeReference,
};

use super::{ExceptionHook, HookKind, OutcomeHook, Passes, RequestHook, ResponseHook, Takes};
use crate::{
    errors::{Errors, shown},
    model::named::{name_elided, refuse_unnamed},
};

pub(super) fn request(
    signature: &Signature,
    kind: HookKind,
    errors: &mut Errors,
) -> Option<RequestHook> {
    let [request] = arguments(signature, kind, 1, errors)?[..] else { return None };
    let Type::Reference(TypeReference { mutability, lifetime, elem, .. }) = request else {
        errors.add(
            request,
            "`process_request` takes the request away",
            format_args!(
                "look at it through a reference: `&mut {0}`, or `&{0}`; the request goes on inwards by itself",
                shown(request)
            ),
        );
        return None;
    };
    refuse_lifetime(lifetime.as_ref(), kind, errors)?;
    refuse_unnamed(elem, kind.name(), "request", errors)?;
    let (request, elided) = name_elided(elem);
    let passes = match &signature.output {
        ReturnType::Default => Passes::Nothing,
        ReturnType::Type(_, ty) => passes(ty, kind, errors)?,
    };
    Some(RequestHook { request, elided, mutable: mutability.is_some(), passes })
}

fn passes(ty: &Type, kind: HookKind, errors: &mut Errors) -> Option<Passes> {
    refuse_unnamed(ty, kind.name(), "value", errors)?;
    if name_elided(ty).1 {
        errors.add(
            ty,
            "what `process_request` hands on borrows from the request or the middleware",
            "hand on an owned value: the request goes on inwards",
        );
        return None;
    }
    if is_unit(ty) {
        return Some(Passes::Nothing);
    }
    let Some(flow) = last_segment(ty).filter(|last| last.ident == "ControlFlow") else {
        return Some(Passes::Value(ty.clone()));
    };
    let types = match &flow.arguments {
        PathArguments::AngleBracketed(args) => args.args.iter().collect(),
        _ => Vec::new(),
    };
    match types[..] {
        [GenericArgument::Type(response)] => {
            Some(Passes::Flow { response: Box::new(response.clone()), value: None })
        }
        [GenericArgument::Type(response), GenericArgument::Type(value)] => {
            let value = (!is_unit(value)).then(|| value.clone());
            Some(Passes::Flow { response: Box::new(response.clone()), value })
        }
        _ => {
            errors.add(
                ty,
                "this `ControlFlow` does not say what the answer is",
                "write `ControlFlow<Response>`, or `ControlFlow<Response, Value>` to hand a value on to `process_response` or `process_outcome`",
            );
            None
        }
    }
}

pub(super) fn response(
    signature: &Signature,
    kind: HookKind,
    errors: &mut Errors,
) -> Option<ResponseHook> {
    let arguments = arguments(signature, kind, 2, errors)?;
    let (response, takes) = match arguments[0] {
        Type::Reference(TypeReference { mutability, lifetime, elem, .. }) => {
            refuse_lifetime(lifetime.as_ref(), kind, errors)?;
            let takes = if mutability.is_some() { Takes::MutReference } else { Takes::Reference };
            (&**elem, takes)
        }
        response => (response, Takes::Value),
    };
    refuse_unnamed(response, kind.name(), "response", errors)?;
    let returns = match &signature.output {
        ReturnType::Type(_, ty) if !is_unit(ty) || is_unit(response) => Some(Type::clone(ty)),
        _ => None,
    };
    match (takes, &returns) {
        (Takes::Value, None) if matches!(arguments.get(1), Some(Type::Reference(_))) => {
            errors.add(
                arguments[0],
                "`process_response` takes the response first, and then the value that `process_request` hands on",
                format_args!(
                    "write `{}` first, and `{}` after it",
                    shown(arguments[1]),
                    shown(response)
                ),
            );
            return None;
        }
        (Takes::Value, None) => {
            errors.add(
                arguments[0],
                "`process_response` takes the response and does not give it back",
                format_args!(
                    "return it: `-> {0}`; or look at it through a reference: `&mut {0}`, or `&{0}`",
                    shown(response)
                ),
            );
            return None;
        }
        (Takes::Reference | Takes::MutReference, Some(returned)) => {
            errors.add(
                returned,
                "`process_response` looks at the response through a reference and returns one too",
                "take the response by value to replace it, or return nothing and change it in place",
            );
            return None;
        }
        (Takes::Value, Some(returned)) => {
            refuse_unnamed(returned, kind.name(), "response", errors)?;
        }
        (Takes::Reference | Takes::MutReference, None) => {}
    }
    for ty in [Some(response), returns.as_ref()].into_iter().flatten() {
        refuse_borrowed(ty, errors)?;
    }
    let value = arguments.get(1).map(|value| Type::clone(value));
    Some(ResponseHook { response: response.clone(), takes, value, returns })
}

pub(super) fn exception(
    signature: &Signature,
    kind: HookKind,
    errors: &mut Errors,
) -> Option<ExceptionHook> {
    let [error] = arguments(signature, kind, 1, errors)?[..] else { return None };
    if let Some(reference) = borrowed(error) {
        errors.add(
            error,
            "`process_exception` takes the error through a reference",
            format_args!(
                "take it by value, `{}`, and return `Err(error)` to let it pass",
                shown(&reference.elem)
            ),
        );
        return None;
    }
    refuse_unnamed(error, kind.name(), "error", errors)?;
    match &signature.output {
        ReturnType::Type(_, response) if !is_unit(response) => {
            refuse_unnamed(response, kind.name(), "response", errors)?;
            Some(ExceptionHook { error: error.clone(), response: Type::clone(response) })
        }
        _ => {
            errors.add(
                &signature.ident,
                "`process_exception` takes the error and returns no response",
                format_args!("write `{}`, and return `Err(error)` to let it pass", kind.shape()),
            );
            None
        }
    }
}

pub(super) fn outcome(
    signature: &Signature,
    kind: HookKind,
    errors: &mut Errors,
) -> Option<OutcomeHook> {
    let arguments = arguments(signature, kind, 2, errors)?;
    let response = outcome_of(arguments[0], kind, errors)?;
    refuse_unnamed(response, kind.name(), "response", errors)?;
    refuse_borrowed(response, errors)?;
    match &signature.output {
        ReturnType::Type(_, returned) if !is_unit(returned) => {
            errors.add(
                returned,
                "`process_outcome` returns something, and nobody would take it",
                "return nothing: the request has ended; what changes the response is `process_response`",
            );
            return None;
        }
        _ => {}
    }
    let value = arguments.get(1).map(|value| Type::clone(value));
    Some(OutcomeHook { response: response.clone(), value })
}

/// The response in `Outcome<'_, Response>`.
fn outcome_of<'a>(ty: &'a Type, kind: HookKind, errors: &mut Errors) -> Option<&'a Type> {
    let looked_at = match ty {
        Type::Reference(reference) => &reference.elem,
        ty => ty,
    };
    let Some(outcome) = last_segment(looked_at).filter(|last| last.ident == "Outcome") else {
        errors.add(
            ty,
            format_args!(
                "`process_outcome` takes `{}`, and is told an `Outcome`: not every request ends with a response",
                shown(ty)
            ),
            format_args!(
                "take `Outcome<'_, {}>`, by that name: not an alias of it",
                shown(looked_at)
            ),
        );
        return None;
    };
    if matches!(ty, Type::Reference(_)) {
        errors.add(
            ty,
            "`process_outcome` takes the outcome through a reference",
            format_args!("take it by value, `{}`: it holds references itself", shown(looked_at)),
        );
        return None;
    }
    let args = match &outcome.arguments {
        PathArguments::AngleBracketed(args) => args.args.iter().collect(),
        _ => Vec::new(),
    };
    match args[..] {
        [GenericArgument::Type(response)] => Some(response),
        [GenericArgument::Lifetime(lifetime), GenericArgument::Type(response)] => {
            refuse_lifetime(Some(lifetime).filter(|lifetime| lifetime.ident != "_"), kind, errors)?;
            Some(response)
        }
        _ => {
            errors.add(
                ty,
                "this `Outcome` does not say what the response is",
                "write `Outcome<'_, Response>`",
            );
            None
        }
    }
}

/// A reference that a hook may not take in place of an error. One that is `'static` can be the error itself.
fn borrowed(error: &Type) -> Option<&TypeReference> {
    match error {
        Type::Reference(reference) => {
            let lifetime = reference.lifetime.as_ref();
            Some(reference).filter(|_| lifetime.is_none_or(|lifetime| lifetime.ident != "static"))
        }
        _ => None,
    }
}

fn refuse_borrowed(response: &Type, errors: &mut Errors) -> Option<()> {
    if name_elided(response).1 {
        errors.add(
            response,
            "the response borrows",
            "a response owns what it holds: it outlives the call",
        );
        return None;
    }
    Some(())
}

/// The types of the arguments besides `self`: at least one and at most `most`.
fn arguments<'a>(
    signature: &'a Signature,
    kind: HookKind,
    most: usize,
    errors: &mut Errors,
) -> Option<Vec<&'a Type>> {
    let arguments = signature.inputs.iter().filter_map(|arg| match arg {
        FnArg::Typed(PatType { ty, .. }) => Some(&**ty),
        FnArg::Receiver(_) => None,
    });
    let arguments: Vec<_> = arguments.collect();
    let name = kind.name();
    match (arguments.is_empty(), arguments.get(most)) {
        (false, None) => return Some(arguments),
        (true, _) => errors.add(
            &signature.ident,
            format_args!("`{name}` looks at nothing"),
            format_args!("write `{}`", kind.shape()),
        ),
        (false, Some(extra)) => errors.add(
            extra,
            format_args!("`{name}` takes too many arguments"),
            match kind {
                HookKind::Response => {
                    "it takes the response and one value from `process_request`: pass several as a tuple or a struct"
                }
                HookKind::Outcome => {
                    "it takes the outcome and one value from `process_request`: pass several as a tuple or a struct"
                }
                HookKind::Request | HookKind::Exception => {
                    "it takes one; keep settings in fields of the struct"
                }
            },
        ),
    }
    None
}

fn refuse_lifetime(
    lifetime: Option<&syn::Lifetime>,
    kind: HookKind,
    errors: &mut Errors,
) -> Option<()> {
    let Some(lifetime) = lifetime else { return Some(()) };
    let help = match kind {
        HookKind::Outcome => "write `'_`: a hook looks at what passes, and keeps nothing of it",
        HookKind::Request | HookKind::Response | HookKind::Exception => {
            "leave the lifetime out: a hook looks at what passes, and keeps nothing of it"
        }
    };
    errors.add(lifetime, format_args!("`{}` names how long it looks", kind.name()), help);
    None
}

fn is_unit(ty: &Type) -> bool {
    matches!(ty, Type::Tuple(tuple) if tuple.elems.is_empty())
}

fn last_segment(ty: &Type) -> Option<&PathSegment> {
    match ty {
        Type::Path(path) => path.path.segments.last(),
        Type::Group(group) => last_segment(&group.elem),
        _ => None,
    }
}
