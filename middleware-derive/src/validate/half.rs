//! What is wrong with a half.

use proc_macro2::Span;
use syn::{Ident, ImplItemFn, Signature};

use super::{forwards, signature};
use crate::{errors::Errors, model::HalfKind, token_search::mentions, translate::Place};

/// Checks a half.
pub(super) fn half(method: &ImplItemFn, kind: HalfKind, place: &Place, errors: &mut Errors) {
    let shape = kind.shape();
    let is_right = asyncness(&method.sig, kind, errors);
    signature::qualifiers(&method.sig, shape, errors);
    signature::receiver(&method.sig, shape, errors);
    cfg_attrs(method, kind, errors);
    // Otherwise it may be meant as the other half.
    if is_right {
        forwards::check(method, kind, place, errors);
    }
}

/// Whether the half is async exactly if it has to be.
fn asyncness(signature: &Signature, kind: HalfKind, errors: &mut Errors) -> bool {
    match (kind, &signature.asyncness) {
        (HalfKind::Call, Some(async_token)) => errors.add(
            async_token,
            "`call` is the sync half and cannot be `async`",
            "remove `async`, or name the method `acall`: it is the async half",
        ),
        (HalfKind::Acall, None) => errors.add(
            &signature.fn_token,
            "`acall` is the async half and must be an `async fn`",
            "write `async fn acall`, or name the method `call`: it is the sync half",
        ),
        (HalfKind::Call, None) | (HalfKind::Acall, Some(_)) => return true,
    }
    false
}

/// Whether a half is there must be known without evaluating a `cfg_attr`.
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
            format_args!("whether `{name}` is there depends on a `cfg` inside of a `cfg_attr`"),
            "write one `cfg` with both conditions: `#[cfg(all(.., ..))]`",
        );
    }
}
