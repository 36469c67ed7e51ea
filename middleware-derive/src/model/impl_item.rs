//! The annotated impl: its halves, their types, and when each of them is there.

use proc_macro2::Span;
use syn::{
    Attribute, GenericParam, Generics, Ident, ImplItemFn, ItemImpl, Type, parse_quote,
    parse_quote_spanned,
};

use super::{
    bound::{FurtherParam, InnerBound},
    half::{Half, HalfKind, InvalidHalf},
    hook::{HookKind, Hooks, InvalidHook},
    instrument::{layer_name, name_span},
    place::Place,
    wrapped::WrappedTwice,
};
use crate::{
    args::{InvalidArg, ItemArgs, MethodArgs, Stated},
    invalid::{Invalid, within},
    token_search::{add_params, calls_of_field, fresh, mentions, param_name, same_tokens},
};

/// The annotated impl.
pub(crate) struct ImplItem<'a> {
    pub(crate) args: &'a ItemArgs,
    pub(crate) item: ItemImpl,
    pub(crate) place: Place,
    /// The impl's generics, those that a half states itself, which is an error, and a parameter for the request if
    /// nothing states it.
    pub(crate) generics: Generics,
    /// The halves in their order. There is more than one of a kind only under `cfg`s.
    pub(crate) halves: Vec<Half>,
    /// The hooks, if the impl is written with these instead.
    pub(crate) hooks: Hooks,
    /// The request of both halves.
    pub(crate) request: Type,
    /// Whether lifetimes were elided in it, and are named `'request`.
    pub(crate) elided: bool,
    /// The response of both halves.
    pub(crate) response: Type,
    /// The response of the next handler, if the layer states it, for example by the argument `next`. Halves that forward
    /// the same request expect what they return themselves.
    pub(crate) inner_response: Option<Type>,
    /// A half that wraps this response in `Ok(..)`, although it returns the same type. This is an error.
    pub(crate) wrapped: Option<WrappedTwice>,
    pub(crate) inner: InnerBound,
    /// The further handlers that a translated half may call, by their parameters.
    pub(crate) further: Vec<FurtherParam>,
    /// `#[async_trait]`, which was taken off.
    pub(crate) async_trait: Option<Attribute>,
    /// What is wrong with its methods.
    pub(crate) invalid: Vec<Invalid<InvalidMethod>>,
}

/// What is wrong with the methods of an impl.
pub(crate) enum InvalidMethod {
    Arg(InvalidArg),
    /// `#[middleware(blocking)]` is on this method, which is not a hook.
    Blocking(Ident),
    Hook(HookKind, InvalidHook),
    Half(HalfKind, InvalidHalf),
    /// `first` states the type `agreed`, and `other` another one.
    Disagreement {
        of: Agreement,
        first: Ident,
        agreed: Box<Type>,
        other: Ident,
    },
}

/// What the methods agree on.
#[derive(Clone, Copy)]
pub(crate) enum Agreement {
    /// The request of two halves.
    Request,
    /// The response of two halves.
    Response,
    /// The response of the next handler, in two hooks.
    Inner,
}

impl<'a> ImplItem<'a> {
    /// Reads the impl of a type. One of a trait has been refused.
    pub(crate) fn read(mut item: ItemImpl, place: Place, args: &'a ItemArgs) -> Self {
        let mut halves = Vec::new();
        let mut hooks = Hooks::default();
        let mut invalid = Vec::new();
        for member in &mut item.items {
            let syn::ImplItem::Fn(method) = member else { continue };
            let mut found = Vec::new();
            let blocking = MethodArgs::take_from(&mut method.attrs, &mut found).blocking;
            invalid.extend(within(found, InvalidMethod::Arg));
            if let Some(kind) = HookKind::of(&method.sig) {
                let found = hooks.read(method, kind, blocking).err();
                invalid.extend(within(found, |found| InvalidMethod::Hook(kind, found)));
                continue;
            }
            if let Some(word) = blocking {
                let name = method.sig.ident.clone();
                invalid.push(Invalid::at(&word, InvalidMethod::Blocking(name)));
            }
            if let Some(kind) = HalfKind::of(&method.sig) {
                let mut found = Vec::new();
                halves.push(Half::read(method, kind, &mut found));
                invalid.extend(within(found, |found| InvalidMethod::Half(kind, found)));
            }
        }
        Self::of_methods(item, halves, hooks, place, None, invalid, args)
    }

    /// Makes the impl of a function. `inner` is the parameter of `get_response`, if it is one.
    pub(super) fn of_half(
        item: ItemImpl,
        half: Half,
        place: Place,
        inner: Option<&Ident>,
        args: &'a ItemArgs,
    ) -> Self {
        Self::of_methods(item, vec![half], Hooks::default(), place, inner, Vec::new(), args)
    }

    fn of_methods(
        mut item: ItemImpl,
        halves: Vec<Half>,
        hooks: Hooks,
        place: Place,
        inner: Option<&Ident>,
        mut invalid: Vec<Invalid<InvalidMethod>>,
        args: &'a ItemArgs,
    ) -> Self {
        let async_trait = take_async_trait(&mut item.attrs);
        let mut generics = item.generics.clone();
        let name = layer_name(&item.self_ty);
        for member in &mut item.items {
            match member {
                syn::ImplItem::Fn(method) if HalfKind::of(&method.sig).is_some() => {
                    if let Some(name) = &name {
                        method.attrs.iter_mut().for_each(|attr| name_span(attr, name));
                    }
                    add_generics(&mut generics, &method.sig.generics);
                }
                _ => {}
            }
        }
        let (request, inner_response) = stated_types(&halves, &hooks, &mut invalid);
        let types = [request.as_ref().map(|(request, _)| request), inner_response.as_ref()];
        let inner = InnerBound::read(&generics, &item.self_ty, inner, &types);
        let (request, elided) =
            request.unwrap_or_else(|| (open_request(&item, &inner, args, &mut generics), false));
        let further = if args.states(Stated::Both) && !halves.is_empty() {
            FurtherParam::all(&generics, &item.self_ty, inner.param())
        } else {
            Vec::new()
        };
        let response = hooks.returned().or(inner_response.as_ref()).cloned();
        let response =
            response.unwrap_or_else(|| open_response(&hooks, &inner, &request, elided, args));
        // Otherwise something else states the response of the next handler.
        let wrapped = match (&args.next, &inner) {
            (None, InnerBound::Assumed { param }) => {
                let is_of_next =
                    |ty: &Type| param.as_ref().is_some_and(|param| mentions(ty, param));
                let response = inner_response.as_ref().filter(|response| !is_of_next(response));
                response.and_then(|response| WrappedTwice::find(&item, &place, response))
            }
            _ => None,
        };
        let next = args.next.as_ref().map(|(_, response)| response.clone());
        let inner_response = next.or(inner_response);
        Self {
            args,
            item,
            place,
            generics,
            halves,
            hooks,
            request,
            elided,
            response,
            inner_response,
            wrapped,
            inner,
            further,
            async_trait,
            invalid,
        }
    }

    /// Adds methods that were translated from others, each behind its original, which `twins` names.
    pub(crate) fn with_twins(mut self, mut twins: Vec<(Ident, ImplItemFn)>) -> Self {
        let mut halves = std::mem::take(&mut self.halves).into_iter();
        for member in std::mem::take(&mut self.item.items) {
            let syn::ImplItem::Fn(method) = &member else {
                self.item.items.push(member);
                continue;
            };
            let twin = twins.iter().position(|(name, _)| *name == method.sig.ident);
            let twin = twin.map(|at| twins.remove(at).1);
            if HalfKind::of(&method.sig).is_some() {
                let half = halves.next();
                let other = half.as_ref().zip(twin.as_ref()).and_then(|(half, twin)| {
                    let kind = HalfKind::of(&twin.sig)?;
                    Some(Half { kind, name: twin.sig.ident.clone(), ..half.clone() })
                });
                self.halves.extend(half.into_iter().chain(other));
            }
            self.item.items.push(member);
            self.item.items.extend(twin.map(syn::ImplItem::Fn));
        }
        self
    }

    /// What the next handler returns, where that is not what the halves return: if `next` states it, or if a half shows it.
    pub(crate) fn next_response(&self) -> Option<&Type> {
        let stated = self.args.next.as_ref().map(|(_, response)| response);
        stated.or(self.wrapped.as_ref().map(|wrapped| &wrapped.held))
    }

    /// Whether a call of this field is one of a further handler. Which field has which type is not known: the translated
    /// call compiles only if it is a `GetResponse`.
    pub(crate) fn is_further(&self, field: &Ident) -> bool {
        let Place::Field(next) = &self.place else { return false };
        field != next && (!self.further.is_empty() || self.args.calls.contains(field))
    }

    /// Whether there may be such fields.
    pub(crate) fn has_further(&self) -> bool {
        !self.further.is_empty() || !self.args.calls.is_empty()
    }

    /// Whether a method calls a further handler.
    pub(crate) fn calls_further(&self) -> bool {
        ["call", "acall"]
            .iter()
            .any(|half| calls_of_field(&self.item, half, &|field| self.is_further(field)))
    }

    /// The kind of the halves, if all are of one.
    pub(crate) fn only_half(&self) -> Option<HalfKind> {
        let first = self.halves.first()?.kind;
        self.halves.iter().all(|half| half.kind == first).then_some(first)
    }
}

/// Adds the generics of a half: the stand-ins name its types, so they need them.
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

// Output:
//     Req
//
// or, where the struct has no parameters,
//     <<Self as Middleware>::Inner as Boxed>::Request
//
// The request where nothing states it: that of the user's own bound, or a parameter of its own.
fn open_request(
    item: &ItemImpl,
    inner: &InnerBound,
    args: &ItemArgs,
    generics: &mut Generics,
) -> Type {
    let core = &args.core;
    match inner {
        InnerBound::Stated { forwarded, .. } => forwarded[0].request.clone(),
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

// Output:
//     <G as Handler<Request>>::Response
//
// The response where nothing states it: that of the next handler. The user's own bound is what is known of it, even if
// it does not fit, which is an error then.
fn open_response(
    hooks: &Hooks,
    inner: &InnerBound,
    request: &Type,
    elided: bool,
    args: &ItemArgs,
) -> Type {
    let core = &args.core;
    let forwarded = match inner {
        InnerBound::Stated { forwarded, .. } if !elided => &forwarded[0].request,
        _ => request,
    };
    let inner = inner.ty(core);
    // Errors about what the response is not point at a hook.
    let span = hooks.span().resolved_at(Span::call_site());
    parse_quote_spanned!(span=> <#inner as #core::Handler<#forwarded>>::Response)
}

/// The request that the halves or hooks state, whether lifetimes are elided in it, and the response of the next
/// handler.
fn stated_types(
    halves: &[Half],
    hooks: &Hooks,
    invalid: &mut Vec<Invalid<InvalidMethod>>,
) -> (Option<(Type, bool)>, Option<Type>) {
    // Hooks that could not be read count too: the types are then those that nothing states.
    if halves.is_empty() {
        let request = hooks.request.as_ref();
        let request = request.map(|hook| (hook.of.request.clone(), hook.of.elided));
        return (request, agree(hooks.inner_responses(), Agreement::Inner, invalid));
    }
    let types = |of: fn(&Half) -> Option<&Type>| {
        halves.iter().filter_map(move |half| Some((&half.name, of(half)?)))
    };
    let elided = halves.iter().any(|half| half.elided);
    let request = agree(types(|half| half.request.as_ref()), Agreement::Request, invalid);
    let response = agree(types(|half| half.response.as_ref()), Agreement::Response, invalid);
    (request.map(|request| (request, elided)), response)
}

/// The type that all halves or hooks state in common.
fn agree<'a>(
    mut stated: impl Iterator<Item = (&'a Ident, &'a Type)>,
    of: Agreement,
    invalid: &mut Vec<Invalid<InvalidMethod>>,
) -> Option<Type> {
    let (first, agreed) = stated.next()?;
    let others = stated.filter(|(_, ty)| !same_tokens(*ty, agreed));
    invalid.extend(others.map(|(other, ty)| {
        let (first, agreed, other) = (first.clone(), Box::new(agreed.clone()), other.clone());
        Invalid::at(ty, InvalidMethod::Disagreement { of, first, agreed, other })
    }));
    Some(agreed.clone())
}

/// Removes `#[async_trait]`: it would report its own error, because it knows impls of traits only.
fn take_async_trait(attrs: &mut Vec<Attribute>) -> Option<Attribute> {
    let is_async_trait = |attr: &mut Attribute| {
        attr.path().segments.last().is_some_and(|last| last.ident == "async_trait")
    };
    let found: Vec<_> = attrs.extract_if(.., is_async_trait).collect();
    found.into_iter().next()
}
