//! What is wrong with a half.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
use syn::{
    GenericArgument, Ident, ImplItemFn, PathArguments, ReturnType, Signature, Type, TypeParamBound,
};

use super::{
    forwards, signature,
    unnamed::{self, unnamed},
};
use crate::{
    errors::{Errors, shown},
    model::{HalfKind, InvalidHalf, Place},
    near::{did_you_mean, nearest},
    token_search::mentions,
};

/// Checks a half.
pub(super) fn half(method: &ImplItemFn, kind: HalfKind, place: &Place, errors: &mut Errors) {
    let is_right = asyncness(&method.sig, kind, errors);
    signature::method(&method.sig, kind.shape(), errors);
    cfg_attrs(method, kind, errors);
    // Otherwise it may be meant as the other half.
    if is_right {
        forwards::check(method, kind, place, errors);
    }
}

/// Refuses a method whose name is almost that of a half, in an impl that has neither.
pub(super) fn misnamed(signature: &Signature, errors: &mut Errors) {
    let name = &signature.ident;
    let halves = [HalfKind::Call, HalfKind::Acall].map(HalfKind::name);
    if let Some(half) = nearest(&name.to_string(), halves) {
        errors.add(
            name,
            format_args!("`{name}` is neither `call` nor `acall`, so nothing would call it"),
            format_args!(
                "{}\n= help: if it is a method of your own, write a half or a hook too",
                did_you_mean(half)
            ),
        );
    }
}

/// Reports a type of a half that could not be read.
pub(super) fn types(
    tokens: &TokenStream,
    kind: HalfKind,
    invalid: &InvalidHalf,
    errors: &mut Errors,
) {
    let (name, shape) = (kind.name(), kind.shape());
    let (wrong, help): (&dyn Display, &dyn Display) = match invalid {
        InvalidHalf::NoRequest => {
            (&format!("`{name}` takes no request"), &format!("write `{shape}`"))
        }
        InvalidHalf::SecondRequest => (
            &format!("`{name}` must take one request and nothing else"),
            &"keep settings in fields of the struct; for several values, use a tuple or a struct as the request",
        ),
        InvalidHalf::Variadic => (
            &format!("`{name}` must take one request and nothing else"),
            &format!("write `{shape}`"),
        ),
        InvalidHalf::Unnamed { what, unnamed: found } => {
            return unnamed(tokens, *found, (&name, what), unnamed::IN_IMPL, errors);
        }
        InvalidHalf::TwoLifetimes => (
            &format!("the request of `{name}` has two elided lifetimes"),
            &"name both on the impl: `impl<'r, 'j, G> ..`, and write `&'r mut Job<'j>`",
        ),
        InvalidHalf::NoResponse => (
            &format!("`{name}` returns no response"),
            &format!("add a return type, which can be `()`: `{shape}`"),
        ),
        InvalidHalf::BorrowedResponse => (
            &format!("the response of `{name}` borrows from the middleware"),
            &"return an owned value: the response outlives the call",
        ),
    };
    errors.add(tokens, wrong, help);
}

/// Checks that `acall` is async, and `call` is not.
fn asyncness(signature: &Signature, kind: HalfKind, errors: &mut Errors) -> bool {
    match (kind, &signature.asyncness) {
        (HalfKind::Call, Some(async_token)) => errors.add(
            async_token,
            "`call` is the sync half and cannot be `async`",
            "remove `async`, or name the method `acall`: it is the async half",
        ),
        (HalfKind::Acall, None) => {
            let wrong = "`acall` is the async half and must be an `async fn`";
            match output_of_future(&signature.output) {
                Some(output) => errors.add(
                    &signature.fn_token,
                    wrong,
                    format_args!(
                        "write `async fn acall(..) -> {}`, and await the future in the body",
                        shown(output)
                    ),
                ),
                None => errors.add(
                    &signature.fn_token,
                    wrong,
                    "write `async fn acall`, or name the method `call`: it is the sync half",
                ),
            }
        }
        (HalfKind::Call, None) | (HalfKind::Acall, Some(_)) => return true,
    }
    false
}

/// The type in `-> impl Future<Output = Type>`.
fn output_of_future(output: &ReturnType) -> Option<&Type> {
    let ReturnType::Type(_, ty) = output else { return None };
    let Type::ImplTrait(future) = &**ty else { return None };
    future.bounds.iter().find_map(|bound| {
        let TypeParamBound::Trait(bound) = bound else { return None };
        let future = bound.path.segments.last().filter(|last| last.ident == "Future")?;
        let PathArguments::AngleBracketed(args) = &future.arguments else { return None };
        args.args.iter().find_map(|arg| match arg {
            GenericArgument::AssocType(assoc) if assoc.ident == "Output" => Some(&assoc.ty),
            _ => None,
        })
    })
}

/// The macro must know whether a half exists without evaluating a `cfg_attr`.
fn cfg_attrs(method: &ImplItemFn, kind: HalfKind, errors: &mut Errors) {
    let name = kind.name();
    let cfg = Ident::new("cfg", Span::call_site());
    let hidden = method
        .attrs
        .iter()
        .filter(|attr| attr.path().is_ident("cfg_attr") && mentions(&attr.meta, &cfg));
    for attr in hidden {
        errors.add(
            attr,
            format_args!("`{name}` depends on a `cfg` within a `cfg_attr`"),
            "write one `cfg` with both conditions: `#[cfg(all(.., ..))]`",
        );
    }
}
