//! Reads the signatures of hooks.

use syn::{
    FnArg, GenericArgument, Lifetime, PatType, PathArguments, PathSegment, ReturnType, Signature,
    Type, TypeReference,
};

use super::{ExceptionHook, InvalidHook, OutcomeHook, Passes, RequestHook, ResponseHook, Takes};
use crate::{
    invalid::Invalid,
    model::named::{Unnamed, name_elided},
};

type Read<Of> = Result<Of, Invalid<InvalidHook>>;

pub(super) fn request(signature: &Signature) -> Read<RequestHook> {
    let (request, _) = arguments(signature, 1)?;
    let Type::Reference(TypeReference { mutability, lifetime, elem, .. }) = request else {
        return Err(Invalid::at(request, InvalidHook::RequestByValue));
    };
    without_lifetime(lifetime.as_ref())?;
    named(elem, "request")?;
    let (request, elided) = name_elided(elem);
    let passes = match &signature.output {
        ReturnType::Default => Passes::Nothing,
        ReturnType::Type(_, ty) => passes(ty)?,
    };
    Ok(RequestHook { request, elided, mutable: mutability.is_some(), passes })
}

fn passes(ty: &Type) -> Read<Passes> {
    named(ty, "value")?;
    if name_elided(ty).1 {
        return Err(Invalid::at(ty, InvalidHook::BorrowedValue));
    }
    if is_unit(ty) {
        return Ok(Passes::Nothing);
    }
    let Some(flow) = last_segment(ty).filter(|last| last.ident == "ControlFlow") else {
        return Ok(Passes::Value(ty.clone()));
    };
    match generic_arguments(flow)[..] {
        [GenericArgument::Type(response)] => {
            Ok(Passes::Flow { response: Box::new(response.clone()), value: None })
        }
        [GenericArgument::Type(response), GenericArgument::Type(value)] => {
            let value = (!is_unit(value)).then(|| value.clone());
            Ok(Passes::Flow { response: Box::new(response.clone()), value })
        }
        _ => Err(Invalid::at(ty, InvalidHook::FlowWithoutTypes)),
    }
}

pub(super) fn response(signature: &Signature) -> Read<ResponseHook> {
    let (argument, value) = arguments(signature, 2)?;
    let (response, takes) = match argument {
        Type::Reference(TypeReference { mutability, lifetime, elem, .. }) => {
            without_lifetime(lifetime.as_ref())?;
            let takes = if mutability.is_some() { Takes::MutReference } else { Takes::Reference };
            (&**elem, takes)
        }
        response => (response, Takes::Value),
    };
    named(response, "response")?;
    let returns = match &signature.output {
        ReturnType::Type(_, ty) if !is_unit(ty) || is_unit(response) => Some(&**ty),
        _ => None,
    };
    match (takes, returns, value) {
        (Takes::Value, None, Some(value @ Type::Reference(_))) => {
            return Err(Invalid::at(
                response,
                InvalidHook::ResponseAfterValue(Box::new(value.clone())),
            ));
        }
        (Takes::Value, None, _) => return Err(Invalid::at(response, InvalidHook::ResponseKept)),
        (Takes::Reference | Takes::MutReference, Some(returned), _) => {
            return Err(Invalid::at(returned, InvalidHook::ReturnsBesideReference));
        }
        (Takes::Value, Some(returned), _) => named(returned, "response")?,
        (Takes::Reference | Takes::MutReference, None, _) => {}
    }
    owned(response)?;
    returns.map_or(Ok(()), owned)?;
    Ok(ResponseHook {
        response: response.clone(),
        takes,
        value: value.cloned(),
        returns: returns.cloned(),
    })
}

pub(super) fn exception(signature: &Signature) -> Read<ExceptionHook> {
    let (error, _) = arguments(signature, 1)?;
    if let Type::Reference(reference) = error {
        // One that is `'static` can be the error itself.
        if reference.lifetime.as_ref().is_none_or(|lifetime| lifetime.ident != "static") {
            return Err(Invalid::at(error, InvalidHook::ErrorByReference(reference.elem.clone())));
        }
    }
    named(error, "error")?;
    match &signature.output {
        ReturnType::Type(_, response) if !is_unit(response) => {
            named(response, "response")?;
            Ok(ExceptionHook { error: error.clone(), response: Type::clone(response) })
        }
        _ => Err(Invalid::at(&signature.ident, InvalidHook::ErrorKept)),
    }
}

pub(super) fn outcome(signature: &Signature) -> Read<OutcomeHook> {
    let (outcome, value) = arguments(signature, 2)?;
    let response = outcome_of(outcome)?;
    named(response, "response")?;
    owned(response)?;
    match &signature.output {
        ReturnType::Type(_, returned) if !is_unit(returned) => {
            Err(Invalid::at(returned, InvalidHook::OutcomeReturns))
        }
        _ => Ok(OutcomeHook { response: response.clone(), value: value.cloned() }),
    }
}

/// The response in `Outcome<'_, Response>`.
fn outcome_of(ty: &Type) -> Read<&Type> {
    let (outcome, by_reference) = match ty {
        Type::Reference(reference) => (&*reference.elem, true),
        ty => (ty, false),
    };
    let Some(last) = last_segment(outcome).filter(|last| last.ident == "Outcome") else {
        return Err(Invalid::at(ty, InvalidHook::NotAnOutcome(Box::new(outcome.clone()))));
    };
    if by_reference {
        return Err(Invalid::at(ty, InvalidHook::OutcomeByReference(Box::new(outcome.clone()))));
    }
    match generic_arguments(last)[..] {
        [GenericArgument::Type(response)] => Ok(response),
        [GenericArgument::Lifetime(lifetime), GenericArgument::Type(response)] => {
            without_lifetime(Some(lifetime).filter(|lifetime| lifetime.ident != "_"))?;
            Ok(response)
        }
        _ => Err(Invalid::at(ty, InvalidHook::OutcomeWithoutResponse)),
    }
}

/// The types of the first argument besides `self` and of the one that may follow it: `most` at most.
fn arguments(signature: &Signature, most: usize) -> Read<(&Type, Option<&Type>)> {
    let arguments = signature.inputs.iter().filter_map(|arg| match arg {
        FnArg::Typed(PatType { ty, .. }) => Some(&**ty),
        FnArg::Receiver(_) => None,
    });
    let arguments: Vec<_> = arguments.collect();
    match (arguments.first(), arguments.get(most)) {
        (None, _) => Err(Invalid::at(&signature.ident, InvalidHook::NoArgument)),
        (_, Some(extra)) => Err(Invalid::at(extra, InvalidHook::TooManyArguments)),
        (Some(first), None) => Ok((first, arguments.get(1).copied())),
    }
}

fn named(ty: &Type, what: &'static str) -> Read<()> {
    Unnamed::check(ty, |unnamed| InvalidHook::Unnamed { what, unnamed })
}

fn owned(response: &Type) -> Read<()> {
    if name_elided(response).1 {
        return Err(Invalid::at(response, InvalidHook::BorrowedResponse));
    }
    Ok(())
}

fn without_lifetime(lifetime: Option<&Lifetime>) -> Read<()> {
    lifetime.map_or(Ok(()), |lifetime| Err(Invalid::at(lifetime, InvalidHook::NamedLifetime)))
}

fn is_unit(ty: &Type) -> bool {
    matches!(ty, Type::Tuple(tuple) if tuple.elems.is_empty())
}

fn generic_arguments(segment: &PathSegment) -> Vec<&GenericArgument> {
    match &segment.arguments {
        PathArguments::AngleBracketed(args) => args.args.iter().collect(),
        _ => Vec::new(),
    }
}

fn last_segment(ty: &Type) -> Option<&PathSegment> {
    match ty {
        Type::Path(path) => path.path.segments.last(),
        Type::Group(group) => last_segment(&group.elem),
        _ => None,
    }
}
