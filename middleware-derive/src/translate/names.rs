//! What a translation knows by name: `get_response`, the halves, and the methods that change with them.

use std::collections::{HashMap, HashSet};

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{
    Expr, ExprCall, ExprMethodCall, ExprPath, Ident, Item, ItemMacro, Member, Pat,
    parse_quote_spanned,
};

use super::{methods, pairs::pairs, refusal::Refusal, twin_name};
use crate::{
    expand::at,
    invalid::Invalid,
    model::{HalfKind, ImplItem, Place},
    token_search::{calls_method, calls_of_field, calls_own, mentions},
};

pub(super) struct Names<'a> {
    pub(super) from: HalfKind,
    place: &'a Place,
    impl_item: &'a ImplItem<'a>,
    /// The methods that have a twin, by their names.
    twins: HashMap<Ident, Ident>,
    /// Those of them whose twin is written by hand, so that neither is translated.
    by_hand: HashSet<Ident>,
}

impl<'a> Names<'a> {
    pub(super) fn of(impl_item: &'a ImplItem<'a>, from: HalfKind) -> Self {
        let ImplItem { item, place, .. } = impl_item;
        let (half, other) = match from {
            HalfKind::Call => ("call", "acall"),
            HalfKind::Acall => ("acall", "call"),
        };
        let halves = methods(item).filter(|method| method.sig.ident == half);
        let twins = halves.map(|method| {
            let name = &method.sig.ident;
            (name.clone(), Ident::new(other, name.span()))
        });
        let pairs = pairs(item, from);
        let by_hand = pairs.iter().map(|(name, _)| name.clone()).collect();
        let mut names =
            Self { from, place, impl_item, twins: twins.chain(pairs).collect(), by_hand };
        loop {
            let concerned = methods(item).filter(|method| {
                let known = names.twins.contains_key(&method.sig.ident);
                !known
                    && match from {
                        HalfKind::Acall => method.sig.asyncness.is_some(),
                        HalfKind::Call => {
                            let body = method.block.to_token_stream();
                            // Another handler's `.call(..)` is found, and refused, where it is translated.
                            names.concerns(&body) || calls_method(&body, "call")
                        }
                    }
            });
            let found: Vec<_> = concerned
                .map(|method| (method.sig.ident.clone(), twin_name(&method.sig.ident, from)))
                .collect();
            if found.is_empty() {
                return names;
            }
            names.twins.extend(found);
        }
    }

    /// How many statements at the start of the body only bind the arguments of the function.
    pub(super) const fn bindings(&self) -> usize {
        self.place.bindings()
    }

    /// The name in the other mode of a method that changes with the mode.
    pub(super) fn twin(&self, name: &Ident) -> Option<Ident> {
        self.twins.get(name).cloned()
    }

    /// The same, if it is written by hand.
    pub(super) fn by_hand(&self, name: &Ident) -> Option<&Ident> {
        self.twins.get(name).filter(|_| self.by_hand.contains(name))
    }

    /// Whether the code mentions anything that changes with the mode.
    pub(super) fn concerns(&self, code: &TokenStream) -> bool {
        mentions(code, self.place.ident())
            || calls_own(code, |method| self.twins.contains_key(method))
            || calls_of_field(code, self.from.name(), &|field| self.impl_item.is_further(field))
    }

    /// The identifier of the next handler, if `expr` is only that.
    pub(super) fn get_response<'e>(&self, expr: &'e Expr) -> Option<&'e Ident> {
        match (self.place, expr) {
            (Place::Field(place), Expr::Field(field)) => match &field.member {
                Member::Named(name) if name == place => Some(name),
                _ => None,
            },
            (Place::Argument(place), Expr::Path(path)) => {
                path.path.get_ident().filter(|name| *name == place)
            }
            _ => None,
        }
    }

    /// Whether this is `self.get_response.call(..)`, or `.acall(..)` if that is the half.
    pub(super) fn forwards(&self, call: &ExprMethodCall) -> bool {
        call.method == self.from.name() && self.is_own_get_response(&call.receiver)
    }

    /// Whether this is a method of the next handler that is the same in both modes.
    pub(super) fn is_question(&self, call: &ExprMethodCall) -> bool {
        (call.method == "mode" || call.method == "plan") && self.is_own_get_response(&call.receiver)
    }

    /// Whether this is a call of a further handler: `self.fallback.call(..)`, or `.acall(..)` if that is the half.
    pub(super) fn calls_further(&self, call: &ExprMethodCall) -> bool {
        call.method == self.from.name()
            && call.args.len() == 1
            && own_field(&call.receiver).is_some_and(|field| self.impl_item.is_further(field))
    }

    /// The path of an item that the expansion names.
    pub(super) fn private(&self, name: &str) -> TokenStream {
        let (core, name) = (&self.impl_item.args.core, Ident::new(name, Span::call_site()));
        quote!(#core::__private::#name)
    }

    // Input:
    //     self.fallback.call(..)
    // Output:
    //     further(&self.fallback).acall(..)
    //
    // Only a `GetResponse` is a `FurtherHandler`. Another type with a method `call` is an error of the compiler.
    pub(super) fn call_further(&self, call: &mut ExprMethodCall, half: HalfKind) {
        let receiver = &call.receiver;
        let span = own_field(receiver).map_or_else(Span::call_site, Ident::span);
        let further = at(span, &self.private("further"));
        call.receiver = parse_quote_spanned!(span=> #further(&#receiver));
        call.method = Ident::new(half.name(), call.method.span());
    }

    /// Whether this may call the next handler in a way that is not followed: by a further handler, or by a method of this
    /// impl under another name of `self`. In async code it would block.
    pub(super) fn may_forward(&self, call: &ExprMethodCall) -> bool {
        // A new value is not a handler that the middleware holds.
        let is_made = matches!(without_parens(&call.receiver), Expr::Struct(_) | Expr::Lit(_));
        let is_half = call.method == self.from.name() && call.args.len() == 1 && !is_made;
        // A method of this name of what a field holds is another one.
        let is_helper = self.twins.contains_key(&call.method)
            && call.method != self.from.name()
            && matches!(without_parens(&call.receiver), Expr::Path(_) | Expr::Reference(_));
        let followed =
            self.forwards(call) || self.own_method(call).is_some() || self.calls_further(call);
        let reported = self.get_response(&call.receiver).is_some();
        !followed && !reported && (is_half || is_helper)
    }

    fn is_own_get_response(&self, expr: &Expr) -> bool {
        let of_self = match expr {
            Expr::Field(field) => {
                matches!(&*field.base, Expr::Path(base) if base.path.is_ident("self"))
            }
            _ => true,
        };
        of_self && self.get_response(expr).is_some()
    }

    /// The method of this impl that `self.name(..)` calls, if it changes with the mode.
    pub(super) fn own_method<'e>(&self, call: &'e ExprMethodCall) -> Option<&'e Ident> {
        let of_self = matches!(&*call.receiver, Expr::Path(base) if base.path.is_ident("self"));
        (of_self && self.twins.contains_key(&call.method)).then_some(&call.method)
    }

    /// The same for `Self::name(self, ..)`.
    pub(super) fn own_function<'e>(&self, call: &'e ExprCall) -> Option<&'e Ident> {
        match &*call.func {
            Expr::Path(path) => self.own_path(path),
            _ => None,
        }
    }

    /// The same for the path alone.
    pub(super) fn own_path<'e>(&self, path: &'e ExprPath) -> Option<&'e Ident> {
        let segments = &path.path.segments;
        let is_own = path.qself.is_none() && segments.len() == 2 && segments[0].ident == "Self";
        is_own.then(|| &segments[1].ident).filter(|name| self.twins.contains_key(name))
    }

    /// The parts of a pattern that bind the next handler, or a name under which it is known.
    pub(super) fn rebound(&self, pat: &Pat) -> Vec<Invalid<Refusal>> {
        let place = self.place.ident();
        match pat {
            Pat::Ident(bound) if bound.ident == *place => {
                vec![Invalid::at(bound, Refusal::Rebound)]
            }
            // `Self { get_response: next, .. }`
            Pat::Struct(pat) if matches!(self.place, Place::Field(_)) => {
                let renamed = pat.fields.iter().filter(|field| {
                    let is_place = matches!(&field.member, Member::Named(name) if name == place);
                    let is_reported =
                        matches!(&*field.pat, Pat::Ident(bound) if bound.ident == *place);
                    is_place && !is_reported && !matches!(*field.pat, Pat::Wild(_))
                });
                renamed.map(|field| Invalid::at(field, Refusal::Rebound)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Refuses a macro that the body defines, if what it expands to may call the next handler.
    pub(super) fn definition(
        item: &Item,
        concerns: impl FnOnce(&TokenStream) -> bool,
    ) -> Option<Invalid<Refusal>> {
        let Item::Macro(ItemMacro { ident: Some(name), mac, .. }) = item else { return None };
        concerns(&mac.tokens).then(|| Invalid::at(name, Refusal::MacroDefinition))
    }
}

/// The field in `self.field`.
pub(super) fn own_field(expr: &Expr) -> Option<&Ident> {
    match expr {
        Expr::Field(field) if is_self(&field.base) => match &field.member {
            Member::Named(name) => Some(name),
            Member::Unnamed(_) => None,
        },
        _ => None,
    }
}

/// Whether the expression is `self` alone.
pub(super) fn is_self(expr: &Expr) -> bool {
    matches!(expr, Expr::Path(path) if path.path.is_ident("self"))
}

/// Whether the expression is `self`, or `&self`.
pub(super) fn is_borrowed_self(expr: &Expr) -> bool {
    match expr {
        Expr::Reference(reference) => is_self(&reference.expr),
        expr => is_self(expr),
    }
}

fn without_parens(expr: &Expr) -> &Expr {
    match expr {
        Expr::Paren(paren) => without_parens(&paren.expr),
        expr => expr,
    }
}

/// The expression without parentheses around it.
pub(super) fn ungrouped(expr: &mut Expr) -> &mut Expr {
    match expr {
        Expr::Paren(paren) => ungrouped(&mut paren.expr),
        Expr::Group(group) => ungrouped(&mut group.expr),
        expr => expr,
    }
}
