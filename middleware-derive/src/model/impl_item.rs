//! The annotated impl: its halves, their types, and when each of them is there.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{
    Attribute, GenericParam, Generics, Ident, ItemImpl, Meta, Type, parse_quote,
    parse_quote_spanned,
};

use super::{
    bound::InnerBound,
    half::{Half, HalfKind},
    hook::Hooks,
};
use crate::{
    args::ItemArgs,
    errors::{Errors, shown},
    token_search::{add_params, fresh, param_name},
};

/// The annotated impl.
pub(crate) struct ImplItem {
    pub(crate) item: ItemImpl,
    /// The impl's generics, those that a half states itself, which is an error, and a parameter for the request if
    /// nothing states it.
    pub(crate) generics: Generics,
    /// The halves in their order. More than one of a kind only if they stand under `cfg`s.
    pub(crate) halves: Vec<Half>,
    /// The hooks, if the impl is written with these instead.
    pub(crate) hooks: Hooks,
    /// The request of both halves.
    pub(crate) request: Type,
    /// Whether lifetimes were left out in it, and are named `'request`.
    pub(crate) elided: bool,
    /// The response of both halves.
    pub(crate) response: Type,
    /// The response of the next handler, if the layer states it. Halves that forward the same request expect what they
    /// return themselves.
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
        let mut generics = item.generics.clone();
        for item in &mut item.items {
            let syn::ImplItem::Fn(method) = item else { continue };
            hooks.read(method, errors);
            if let Some(kind) = HalfKind::of(&method.sig) {
                halves.push(Half::read(method, kind, errors));
                add_generics(&mut generics, &method.sig.generics);
            }
        }
        // Hooks that could not be read count too: the types are then those that nothing states.
        let (request, inside) = if halves.is_empty() {
            let request = hooks.request.as_ref();
            let request = request.map(|hook| (hook.of.request.clone(), hook.of.elided));
            let help = "write the same type in both: it is what comes back from inside";
            (request, agree(hooks.inside(), "look at", help, errors))
        } else {
            let types = |of: fn(&Half) -> Option<&Type>| {
                halves.iter().filter_map(move |half| Some((&half.name, of(half)?)))
            };
            let help = "the two halves answer the same request with the same response";
            let request = agree(types(|half| half.request.as_ref()), "take", help, errors);
            let elided = halves.iter().any(|half| half.elided);
            let response = agree(types(|half| half.response.as_ref()), "return", help, errors);
            (request.map(|request| (request, elided)), response)
        };
        let types = [request.as_ref().map(|(request, _)| request), inside.as_ref()];
        let inner = InnerBound::read(&generics, &item.self_ty, known, &types);
        let (request, elided) =
            request.unwrap_or_else(|| (open_request(&item, &inner, args, &mut generics), false));
        let response = hooks.returned().cloned().or_else(|| inside.clone()).unwrap_or_else(|| {
            // The user's own bound is what is known, even if it does not fit, which is an error then.
            let handed = match &inner {
                InnerBound::Stated { handed, .. } if !elided => &handed[0].request,
                _ => &request,
            };
            let core = &args.core;
            let inner = inner.ty(core);
            // Errors about what the response is not point at a hook.
            let span = hooks.span().resolved_at(Span::call_site());
            parse_quote_spanned!(span=> <#inner as #core::Handler<#handed>>::Response)
        });
        Self { item, generics, halves, hooks, request, elided, response, inside, inner }
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

/// Adds what a half states itself: without it, the types of the half would mean nothing in the stand-ins.
fn add_generics(generics: &mut Generics, own: &Generics) {
    let is_known = |param: &GenericParam| {
        generics.params.iter().any(|known| param_name(known) == param_name(param))
    };
    let added: Vec<_> = own.params.iter().filter(|param| !is_known(param)).cloned().collect();
    add_params(generics, added);
    if let Some(clause) = &own.where_clause {
        generics.make_where_clause().predicates.extend(clause.predicates.clone());
    }
}

/// The request where nothing states it: that of the user's own bound, or a parameter of its own.
fn open_request(
    item: &ItemImpl,
    inner: &InnerBound,
    args: &ItemArgs,
    generics: &mut Generics,
) -> Type {
    let core = &args.core;
    match inner {
        InnerBound::Stated { handed, .. } => handed[0].request.clone(),
        InnerBound::Settled => {
            parse_quote!(<<Self as #core::__private::Middleware>::Inner as #core::__private::Boxed>::Request)
        }
        InnerBound::Assumed { .. } => {
            let open = fresh(item, "Req");
            generics.params.push(parse_quote!(#open));
            parse_quote!(#open)
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
