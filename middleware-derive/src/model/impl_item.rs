//! The annotated impl: its halves, their types, and when each of them is there.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{Attribute, Generics, Ident, ItemImpl, Meta, Type, parse_quote, parse_quote_spanned};

use super::{
    bound::InnerBound,
    half::{Half, HalfKind},
    hook::Hooks,
};
use crate::{
    args::ItemArgs,
    errors::{Errors, shown},
    token_search::fresh,
};

/// The annotated impl.
pub(crate) struct ImplItem {
    pub(crate) item: ItemImpl,
    /// The impl's generics, and a parameter for the request if the hooks leave it open.
    pub(crate) generics: Generics,
    /// The halves in their order. More than one of a kind only if they stand under `cfg`s.
    pub(crate) halves: Vec<Half>,
    /// The hooks, if the impl is written with these instead.
    pub(crate) hooks: Hooks,
    /// What both halves take. `None` if no half says so, which is an error already.
    pub(crate) request: Option<Type>,
    /// Whether lifetimes were left out in it, and are named `'request`.
    pub(crate) elided: bool,
    /// What both halves return. `None` as above.
    pub(crate) response: Option<Type>,
    /// What comes back from inside, as far as the layer says it. Halves that hand the same request
    /// inwards expect what they return themselves.
    pub(crate) inside: Option<Type>,
    pub(crate) inner: InnerBound,
}

impl ImplItem {
    /// Reads the impl of a type. One of a trait has been refused. `known` is the parameter of
    /// `get_response`, where a function has named it.
    pub(crate) fn read(
        mut item: ItemImpl,
        args: &ItemArgs,
        known: Option<&Ident>,
        errors: &mut Errors,
    ) -> Self {
        let mut halves = Vec::new();
        let mut hooks = Hooks::default();
        for item in &mut item.items {
            let syn::ImplItem::Fn(method) = item else { continue };
            hooks.read(method, errors);
            if let Some(kind) = HalfKind::of(&method.sig) {
                halves.push(Half::read(method, kind, errors));
            }
        }
        let mut impl_item = Self {
            generics: item.generics.clone(),
            request: None,
            elided: false,
            response: None,
            inside: None,
            inner: InnerBound::Settled,
            item,
            halves,
            hooks,
        };
        // Also if the hooks could not be read: what they leave open then stands in for what they say.
        if impl_item.halves.is_empty() {
            impl_item.read_types_of_hooks(args, known, errors);
        } else {
            impl_item.read_types_of_halves(known, errors);
        }
        impl_item
    }

    fn read_types_of_halves(&mut self, known: Option<&Ident>, errors: &mut Errors) {
        let halves = &self.halves;
        let types = |of: fn(&Half) -> Option<&Type>| {
            halves.iter().filter_map(move |half| Some((&half.name, of(half)?)))
        };
        let help = "the two halves answer the same request with the same response";
        let request = agree(types(|half| half.request.as_ref()), "take", help, errors);
        let response = agree(types(|half| half.response.as_ref()), "return", help, errors);
        self.elided = halves.iter().any(|half| half.elided);
        self.inner = InnerBound::read(
            &self.generics,
            &self.item.self_ty,
            known,
            &[request.as_ref(), response.as_ref()],
        );
        self.inside.clone_from(&response);
        (self.request, self.response) = (request, response);
    }

    /// What the hooks leave open is a parameter of its own, if it is the request, or what the inside
    /// answers, if it is the response.
    fn read_types_of_hooks(&mut self, args: &ItemArgs, known: Option<&Ident>, errors: &mut Errors) {
        let core = &args.core;
        let help = "write the same type in both: it is what comes back from inside";
        let inside = agree(self.hooks.inside(), "look at", help, errors);
        let returns = self.hooks.returned().cloned();
        let looked_at = self.hooks.request.as_ref().map(|hook| &hook.of.request);
        self.inner = InnerBound::read(
            &self.generics,
            &self.item.self_ty,
            known,
            &[looked_at, inside.as_ref()],
        );
        let request = match (&self.hooks.request, &self.inner) {
            (Some(hook), _) => {
                self.elided = hook.of.elided;
                hook.of.request.clone()
            }
            (None, InnerBound::Stated { handed, .. }) => handed[0].request.clone(),
            (None, InnerBound::Settled) => {
                parse_quote!(<<Self as #core::__private::Middleware>::Inner as #core::__private::Boxed>::Request)
            }
            (None, InnerBound::Assumed { .. }) => {
                let open = fresh(&self.item, "Req");
                self.generics.params.push(parse_quote!(#open));
                parse_quote!(#open)
            }
        };
        let response = returns.or_else(|| inside.clone()).unwrap_or_else(|| {
            let inner = self.inner.ty(core);
            // The user's own bound is what is known, even if it does not fit, which is an error then.
            let handed = match &self.inner {
                InnerBound::Stated { handed, .. } if !self.elided => &handed[0].request,
                _ => &request,
            };
            // Errors about what the response is not point at a hook.
            let span = self.hooks.span().resolved_at(Span::call_site());
            parse_quote_spanned!(span=> <#inner as #core::Handler<#handed>>::Response)
        });
        self.inside = inside;
        self.request = Some(request);
        self.response = Some(response);
    }

    /// The kind of the halves, if all are of one.
    pub(crate) fn only_half(&self) -> Option<HalfKind> {
        let first = self.halves.first()?.kind;
        self.halves.iter().all(|half| half.kind == first).then_some(first)
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

/// The type that all halves or hooks state in common.
fn agree<'a>(
    mut stated: impl Iterator<Item = (&'a Ident, &'a Type)>,
    verb: &str,
    help: &str,
    errors: &mut Errors,
) -> Option<Type> {
    let (first, agreed) = stated.next()?;
    for (name, ty) in stated {
        if shown(ty) != shown(agreed) {
            errors.add(
                ty,
                format_args!(
                    "`{first}` and `{name}` {verb} different types: `{}` and `{}`",
                    shown(agreed),
                    shown(ty),
                ),
                help,
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
