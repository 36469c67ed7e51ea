//! Methods that are written for each mode by hand: `fn wait` and `async fn wait_async`.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{
    FnArg, GenericArgument, Ident, ImplItemFn, ItemImpl, PathArguments, ReturnType, Signature,
    Type, TypeParamBound, ext::IdentExt,
};

use super::refusal::{InvalidTwin, Refusal};
use super::{methods, twin_name};
use crate::{
    invalid::Invalid,
    model::{HalfKind, HookKind},
    token_search::{calls_own, param_name, same_tokens},
};

/// The methods that are written for each mode: their names in the mode of the half, and in the other mode.
pub(super) fn pairs(item: &ItemImpl, from: HalfKind) -> Vec<(Ident, Ident)> {
    let is_given = |name: &Ident, test: fn(&Signature) -> bool| {
        let mut named = methods(item).filter(|method| method.sig.ident == *name).peekable();
        named.peek().is_some() && named.all(|method| test(&method.sig))
    };
    let helpers = methods(item)
        .map(|method| &method.sig)
        .filter(|signature| HalfKind::of(signature).is_none() && HookKind::of(signature).is_none());
    let pairs = helpers.filter_map(|signature| {
        let sync = &signature.ident;
        let of_async = twin_name(sync, HalfKind::Call);
        let is_pair =
            is_given(sync, |signature| !is_async(signature)) && is_given(&of_async, is_async);
        is_pair.then(|| match from {
            HalfKind::Call => (sync.clone(), of_async),
            HalfKind::Acall => (of_async, sync.clone()),
        })
    });
    pairs.collect()
}

/// The async methods of pairs whose sync method is called, but is not in the impl. In async code it would block.
pub(super) fn incomplete(item: &ItemImpl) -> Vec<Invalid<Refusal>> {
    let is_written = |name: &str| methods(item).any(|method| method.sig.ident == name);
    let is_called = |name: &str| {
        methods(item).any(|method| {
            !is_async(&method.sig) && calls_own(&method.block, |called| called == name)
        })
    };
    let later = methods(item).map(|method| &method.sig).filter(|signature| is_async(signature));
    let found = later.filter_map(|signature| {
        let sync = signature.ident.unraw().to_string().strip_suffix("_async")?.to_owned();
        let sync = (!is_written(&sync) && is_called(&sync))
            .then(|| Ident::new(&sync, signature.ident.span()))?;
        Some(Invalid::at(&signature.ident, Refusal::Method(InvalidTwin::NoPair { sync })))
    });
    found.collect()
}

/// What the two methods of a pair do not agree on.
#[derive(Clone, Copy)]
pub(crate) enum Differs {
    Arguments,
    Generics,
    Response,
}

/// Compares the methods of a pair: a call of one becomes a call of the other, with the same arguments.
pub(super) fn compare(item: &ItemImpl, one: &Ident, other: &Ident) -> Vec<Invalid<Refusal>> {
    let named = |name: &Ident| {
        let name = name.clone();
        methods(item).filter(move |method| method.sig.ident == name)
    };
    let (later, at_once): (Vec<_>, Vec<_>) =
        named(one).chain(named(other)).partition(|method| is_async(&method.sig));
    let Some(agreed) = at_once.first() else { return Vec::new() };
    let others = at_once.iter().skip(1).chain(&later);
    others.filter_map(|other| disagreement(agreed, other)).collect()
}

/// A part of a signature on which the methods of a pair agree.
type Part = fn(&Signature) -> TokenStream;

fn disagreement(agreed: &ImplItemFn, other: &ImplItemFn) -> Option<Invalid<Refusal>> {
    let (agreed, other) = (&agreed.sig, &other.sig);
    let parts: [(_, Part); 3] = [
        (Differs::Generics, generics),
        (Differs::Arguments, arguments),
        (Differs::Response, response),
    ];
    let (what, part) =
        parts.into_iter().find(|(_, part)| !same_tokens(&part(agreed), &part(other)))?;
    let twin = InvalidTwin::Differs {
        what,
        first: (agreed.ident.clone(), part(agreed)),
        second: (other.ident.clone(), part(other)),
    };
    Some(Invalid::at(&other.ident, Refusal::Method(twin)))
}

/// The types of the arguments, whatever their names.
fn arguments(signature: &Signature) -> TokenStream {
    let types = signature.inputs.iter().map(|input| match input {
        FnArg::Receiver(receiver) => {
            let mut receiver = receiver.clone();
            receiver.attrs.clear();
            receiver.to_token_stream()
        }
        FnArg::Typed(argument) => argument.ty.to_token_stream(),
    });
    quote!((#(#types),*))
}

/// The parameters, which a call may state. Their bounds may differ: those of async code are often `Send`.
fn generics(signature: &Signature) -> TokenStream {
    let names = signature.generics.params.iter().map(param_name);
    quote!(<#(#names),*>)
}

/// What the method returns, or what its future does.
fn response(signature: &Signature) -> TokenStream {
    match &signature.output {
        ReturnType::Default => quote!(()),
        ReturnType::Type(_, ty) => match future(ty) {
            Some(output) if signature.asyncness.is_none() => output.to_token_stream(),
            _ => ty.to_token_stream(),
        },
    }
}

/// Whether this is an `async fn`, or a `fn` that returns an `impl Future`.
fn is_async(signature: &Signature) -> bool {
    signature.asyncness.is_some()
        || matches!(&signature.output, ReturnType::Type(_, ty) if future(ty).is_some())
}

/// `T` of `impl Future<Output = T>`.
fn future(ty: &Type) -> Option<&Type> {
    let Type::ImplTrait(ty) = ty else { return None };
    ty.bounds.iter().find_map(|bound| {
        let TypeParamBound::Trait(bound) = bound else { return None };
        let last = bound.path.segments.last().filter(|last| last.ident == "Future")?;
        let PathArguments::AngleBracketed(args) = &last.arguments else { return None };
        args.args.iter().find_map(|arg| match arg {
            GenericArgument::AssocType(assoc) if assoc.ident == "Output" => Some(&assoc.ty),
            _ => None,
        })
    })
}
