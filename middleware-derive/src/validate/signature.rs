//! What is wrong with the signature of a half or a hook.

use quote::ToTokens;
use syn::{ReceiverKind, Safety, Signature, Type, TypeReference};

use crate::errors::{Errors, shown};

/// Refuses the words that no half, hook or function has.
pub(super) fn qualifiers(signature: &Signature, help: &str, errors: &mut Errors) {
    let name = &signature.ident;
    let mut refuse = |qualifier: &dyn ToTokens, word: &str| {
        errors.add(&qualifier.to_token_stream(), format_args!("`{name}` cannot be `{word}`"), help);
    };
    if let Some(const_token) = &signature.constness {
        refuse(const_token, "const");
    }
    if let Safety::Unsafe(unsafe_token) = &signature.safety {
        refuse(unsafe_token, "unsafe");
    }
    if let Some(abi) = &signature.abi {
        refuse(abi, "extern");
    }
}

/// Refuses what a half and a hook cannot be. `shape` is how it is written.
pub(super) fn method(signature: &Signature, shape: &str, errors: &mut Errors) {
    qualifiers(signature, &format!("write `{shape}`"), errors);
    generics(signature, errors);
    receiver(signature, shape, errors);
}

/// Refuses generics, which belong on the impl.
fn generics(signature: &Signature, errors: &mut Errors) {
    let name = &signature.ident;
    let clause = signature.generics.where_clause.as_ref();
    let params = &signature.generics.params;
    if !params.is_empty() {
        let clause = clause.map_or("", |_| " where ..");
        errors.add(
            params,
            format_args!("`{name}` has generic parameters of its own"),
            format_args!(
                "move them to the impl, where both halves share them: `impl<G, {}> ..{clause}`",
                shown(params)
            ),
        );
    } else if let Some(clause) = clause {
        errors.add(
            &clause.where_token,
            format_args!("`{name}` has a where-clause of its own"),
            "move it to the impl, where both halves share it",
        );
    }
}

/// Refuses everything but `&self`.
fn receiver(signature: &Signature, shape: &str, errors: &mut Errors) {
    let name = &signature.ident;
    let Some(receiver) = signature.receiver() else {
        errors.add(
            name,
            format_args!("`{name}` does not take `&self`"),
            format_args!("write `{shape}`"),
        );
        return;
    };
    match &receiver.kind {
        ReceiverKind::Reference(_, None, None) => {}
        ReceiverKind::Typed(_, ty) if is_ref_self(ty) => {}
        ReceiverKind::Reference(_, Some(lifetime), None) => errors.add(
            lifetime,
            format_args!("`{name}` ties the request to the lifetime of the middleware"),
            "write `&self`: the request has a lifetime of its own",
        ),
        ReceiverKind::Reference(_, _, Some(mut_token)) => errors.add(
            mut_token,
            format_args!("`{name}` cannot take `&mut self`: all requests share the middleware"),
            "take `&self`, and keep mutable state in a `Mutex` or an atomic",
        ),
        _ => errors.add(
            receiver,
            format_args!("`{name}` must take `&self`"),
            format_args!("write `{shape}`"),
        ),
    }
}

/// `&Self`, as in `self: &Self`.
fn is_ref_self(ty: &Type) -> bool {
    match ty {
        Type::Reference(TypeReference { mutability: None, lifetime: None, elem, .. }) => {
            matches!(&**elem, Type::Path(path) if path.path.is_ident("Self"))
        }
        _ => false,
    }
}
