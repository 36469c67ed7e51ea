//! The annotated impl: its halves, their types, and when each of them is there.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, ImplItem, ImplItemFn, ItemImpl, Meta, Type};

use super::{
    bound::InnerBound,
    half::{Half, HalfKind},
};
use crate::errors::Errors;

/// The annotated impl.
pub(crate) struct Imp {
    pub(crate) item: ItemImpl,
    /// The halves in their order. More than one of a kind only if they stand under `cfg`s.
    pub(crate) halves: Vec<Half>,
    /// What both halves take. `None` if no half says so, which is an error already.
    pub(crate) request: Option<Type>,
    /// Whether lifetimes were left out in it, and are named `'request`.
    pub(crate) elided: bool,
    /// What both halves return. `None` as above.
    pub(crate) response: Option<Type>,
    pub(crate) inner: InnerBound,
}

impl Imp {
    pub(crate) fn read(item: ItemImpl, errors: &mut Errors) -> Self {
        if let Some((path, _)) = &item.trait_ {
            errors.add(
                path,
                "`#[middleware]` stands on the impl of a trait",
                format_args!(
                    "put `call` and `acall` into an impl of the type itself: `impl {} {{ .. }}`",
                    item.self_ty.to_token_stream()
                ),
            );
        }
        let methods = item.items.iter().filter_map(|item| match item {
            ImplItem::Fn(method) => Some(method),
            _ => None,
        });
        let halves: Vec<Half> = methods
            .filter_map(|method: &ImplItemFn| {
                HalfKind::of(&method.sig).map(|kind| Half::read(method, kind, errors))
            })
            .collect();
        if halves.is_empty() && item.trait_.is_none() {
            errors.add(
                &item.self_ty,
                "this impl has neither `call` nor `acall`",
                "write `fn call(&self, request: Request) -> Response`, or `async fn acall(..)`, or both",
            );
        }
        let request = agree(&halves, "take", |half| half.request.as_ref(), errors);
        let response = agree(&halves, "return", |half| half.response.as_ref(), errors);
        let elided = halves.iter().any(|half| half.elided);
        let inner = InnerBound::read(&item.generics, &item.self_ty, response.as_ref());
        Self { item, halves, request, elided, response, inner }
    }

    /// When the half of this kind is there.
    pub(crate) fn condition(&self, kind: HalfKind) -> Condition {
        let mut cases = Vec::new();
        for half in self.halves.iter().filter(|half| half.kind == kind) {
            if half.cfgs.is_empty() {
                return Condition::Always;
            }
            let predicates: Vec<_> = half.cfgs.iter().map(cfg_predicate).collect();
            cases.push(match &predicates[..] {
                [one] => one.clone(),
                many => quote!(all(#(#many),*)),
            });
        }
        match &cases[..] {
            [] => Condition::Never,
            [case] => Condition::If(case.clone()),
            cases => Condition::If(quote!(any(#(#cases),*))),
        }
    }
}

/// The type that all halves state in common.
fn agree(
    halves: &[Half],
    verb: &str,
    of: impl Fn(&Half) -> Option<&Type>,
    errors: &mut Errors,
) -> Option<Type> {
    let mut stated = halves.iter().filter_map(|half| of(half).map(|ty| (half, ty)));
    let (first, agreed) = stated.next()?;
    let shown = |ty: &Type| ty.to_token_stream().to_string();
    for (half, ty) in stated {
        if shown(ty) != shown(agreed) {
            errors.add(
                ty,
                format_args!(
                    "`{}` and `{}` {verb} different types: `{}` and `{}`",
                    first.name,
                    half.name,
                    shown(agreed),
                    shown(ty),
                ),
                "the two halves answer the same request with the same response",
            );
        }
    }
    Some(agreed.clone())
}

/// `feature = "x"` in `#[cfg(feature = "x")]`.
fn cfg_predicate(attr: &Attribute) -> TokenStream {
    match &attr.meta {
        Meta::List(list) => list.tokens.clone(),
        // Not a valid `cfg`, which rustc reports on the method itself.
        meta => meta.to_token_stream(),
    }
}

/// When a piece of code is there: its `cfg`, if it has one.
#[derive(Clone)]
pub(crate) enum Condition {
    Always,
    Never,
    If(TokenStream),
}

impl Condition {
    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Never, _) | (_, Self::Never) => Self::Never,
            (Self::Always, condition) | (condition, Self::Always) => condition,
            (Self::If(a), Self::If(b)) => Self::If(quote!(all(#a, #b))),
        }
    }

    pub(crate) fn not(self) -> Self {
        match self {
            Self::Always => Self::Never,
            Self::Never => Self::Always,
            Self::If(predicate) => Self::If(quote!(not(#predicate))),
        }
    }

    /// `code` under this condition.
    pub(crate) fn guard(&self, code: impl FnOnce() -> TokenStream) -> TokenStream {
        match self {
            Self::Always => code(),
            Self::Never => TokenStream::new(),
            Self::If(predicate) => {
                let code = code();
                quote!(#[cfg(#predicate)] #code)
            }
        }
    }
}
