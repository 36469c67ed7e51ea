//! From `acall` to `call`.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::{
    Expr, ExprAsync, ExprAwait, ExprCall, ExprField, Ident, ImplItemFn, Item, Local, Macro, Member,
    Pat, Type, parse_quote,
    visit_mut::{self, VisitMut},
};

use super::{
    found::Found,
    known::keeps_its_meaning,
    macros::{name_of, translate_arguments},
    names::{Names, ungrouped},
    refusal::Refusal,
};
use crate::{model::HalfKind, token_search::mentions};

/// Translates the body.
pub(super) fn translate<'a>(method: &mut ImplItemFn, names: &'a Names<'a>) -> Found<'a> {
    let mut to_sync = ToSync { found: Found::new(names), in_refused: false };
    for statement in to_sync.found.statements(method) {
        to_sync.visit_stmt_mut(statement);
    }
    to_sync.found
}

struct ToSync<'a> {
    found: Found<'a>,
    /// Whether this is a part of code that was refused: the same error is not reported again.
    in_refused: bool,
}

impl VisitMut for ToSync<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Await(awaited) => {
                if let Some(sync) = self.awaited(awaited) {
                    *expr = sync;
                }
            }
            Expr::Async(_) if self.in_refused => {}
            Expr::Async(block) => self.found.refuse(&block.async_token, Refusal::FutureKept),
            Expr::Closure(closure) if closure.asyncness.is_some() => {
                self.found.refuse(&closure.asyncness, Refusal::AsyncClosure);
            }
            Expr::MethodCall(call) if self.found.names.forwards(call) => {
                self.refuse_later(&call.method);
                call.args.iter_mut().for_each(|arg| self.visit_expr_mut(arg));
            }
            Expr::MethodCall(call) if self.found.names.calls_further(call) => {
                self.refuse_later(&call.method);
                call.args.iter_mut().for_each(|arg| self.visit_expr_mut(arg));
            }
            Expr::MethodCall(call) if self.found.names.is_question(call) => {}
            Expr::MethodCall(call) if self.found.names.own_method(call).is_some() => {
                self.refuse_later(&call.method);
                call.args.iter_mut().for_each(|arg| self.visit_expr_mut(arg));
            }
            Expr::Call(call) if spawns(call).is_some() => {
                let spawn = spawns(call).to_token_stream();
                self.found.refuse(&spawn, Refusal::Spawns);
            }
            Expr::Path(path) if self.found.names.own_path(path).is_some() => {
                let name = &path.path.segments[1].ident;
                self.refuse_later(name);
            }
            expr if self.found.names.get_response(expr).is_some() => {
                self.found.refuse(expr, Refusal::UsedOtherwise);
            }
            expr if keeps_its_meaning(expr) => visit_mut::visit_expr_mut(self, expr),
            unknown => self.found.refuse(unknown, Refusal::UnknownExpression),
        }
    }

    fn visit_macro_mut(&mut self, mac: &mut Macro) {
        if ["join", "select", "try_join"]
            .iter()
            .any(|name| mac.path.segments.last().is_some_and(|last| last.ident == name))
        {
            self.found.refuse(&mac.path, Refusal::WaitsForSeveral(name_of(mac)));
            return;
        }
        if !concerns(self.found.names, &mac.tokens) {
            return;
        }
        let names = self.found.names;
        let translated =
            translate_arguments(mac, |code| concerns(names, code), |arg| self.visit_expr_mut(arg));
        if translated.is_none() {
            self.found.refuse(&mac.path, Refusal::MacroArguments(name_of(mac)));
        }
    }

    fn visit_local_mut(&mut self, local: &mut Local) {
        let before = self.found.refusals.len();
        visit_mut::visit_local_mut(self, local);
        self.found.note(local, before);
    }

    fn visit_pat_mut(&mut self, pat: &mut Pat) {
        self.found.refusals.extend(self.found.names.rebound(pat));
        visit_mut::visit_pat_mut(self, pat);
    }

    // Nested items run on their own, but for macros; types hold nothing that runs.
    fn visit_item_mut(&mut self, item: &mut Item) {
        self.found
            .refusals
            .extend(Names::definition(item, |code| concerns(self.found.names, code)));
    }
    fn visit_type_mut(&mut self, _: &mut Type) {}
}

impl ToSync<'_> {
    // Input:
    //     self.get_response.acall(request).await
    // Output:
    //     self.get_response.call(request)
    fn awaited(&mut self, awaited: &mut ExprAwait) -> Option<Expr> {
        let mut sync = match ungrouped(&mut awaited.base) {
            Expr::MethodCall(call) if self.found.names.forwards(call) => {
                call.method = Ident::new("call", call.method.span());
                call.args.iter_mut().for_each(|arg| self.visit_expr_mut(arg));
                Expr::MethodCall(call.clone())
            }
            Expr::MethodCall(call) if self.found.names.own_method(call).is_some() => {
                self.found.rename(&mut call.method);
                call.args.iter_mut().for_each(|arg| self.visit_expr_mut(arg));
                Expr::MethodCall(call.clone())
            }
            Expr::Call(call) if self.found.names.own_function(call).is_some() => {
                if let Expr::Path(path) = &mut *call.func {
                    self.found.rename(&mut path.path.segments[1].ident);
                }
                call.args.iter_mut().for_each(|arg| self.visit_expr_mut(arg));
                Expr::Call(call.clone())
            }
            Expr::MethodCall(call) if self.found.names.calls_further(call) => {
                call.args.iter_mut().for_each(|arg| self.visit_expr_mut(arg));
                self.found.names.call_further(call, HalfKind::Call);
                Expr::MethodCall(call.clone())
            }
            Expr::Async(block) => self.block(block),
            base => {
                let before = self.found.refusals.len();
                let outer = std::mem::replace(&mut self.in_refused, true);
                self.visit_expr_mut(base);
                self.in_refused = outer;
                // An error in a part of it, or in what it was bound to, explains more.
                if self.found.refusals.len() == before && !self.found.explains(base) {
                    self.refuse_await(awaited);
                }
                return None;
            }
        };
        let attrs = std::mem::take(&mut awaited.attrs);
        if !attrs.is_empty() {
            sync = parse_quote!(#(#attrs)* #sync);
        }
        Some(sync)
    }

    // Input:
    //     async move { .. }.await
    // Output:
    //     block(move || { .. })
    //
    // A closure, because `?` and `return` leave only the block. `(move || { .. })()` would drop what it captured at the
    // end of the statement: an `async` block has dropped it when it is done.
    fn block(&mut self, block: &mut ExprAsync) -> Expr {
        self.visit_block_mut(&mut block.block);
        let (capture, body) = (&block.capture, &block.block);
        let run = self.found.names.private("block");
        parse_quote!(#run(#capture || #body))
    }

    fn refuse_await(&mut self, awaited: &ExprAwait) {
        // `self.next.acall(..).await`
        let other = match &*awaited.base {
            Expr::MethodCall(call) if call.method == "acall" => match &*call.receiver {
                Expr::Field(ExprField { member: Member::Named(name), .. }) => Some(name),
                _ => None,
            },
            _ => None,
        };
        match other {
            Some(name) => self.found.refuse(name, Refusal::UnknownHandler),
            None => self.found.refuse(&awaited.await_token, Refusal::CannotAwait),
        }
    }

    fn refuse_later(&mut self, method: &Ident) {
        if !self.in_refused {
            self.found.refuse(method, Refusal::AwaitedLater);
        }
    }
}

/// Whether the code holds anything that has no meaning in sync code.
fn concerns(names: &Names<'_>, code: &TokenStream) -> bool {
    let word = |word| Ident::new(word, Span::call_site());
    names.concerns(code) || mentions(code, &word("await")) || mentions(code, &word("async"))
}

/// The name by which a call spawns a task, if it does.
fn spawns(call: &ExprCall) -> Option<&Ident> {
    let Expr::Path(path) = &*call.func else { return None };
    let is = |name: &Ident, word: &str| name == word;
    let last = &path.path.segments.last()?.ident;
    let on_thread = path.path.segments.iter().any(|segment| is(&segment.ident, "thread"));
    let spawns = ["spawn", "spawn_local", "spawn_blocking"].iter().any(|word| is(last, word));
    (spawns && !on_thread).then_some(last)
}
