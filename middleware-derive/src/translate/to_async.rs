//! From `call` to `acall`.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{
    Block, Expr, ExprAwait, ExprCall, ExprClosure, ExprPath, Ident, ImplItemFn, Item, Local, Macro,
    Pat, Token, Type,
    punctuated::Punctuated,
    spanned::Spanned,
    visit_mut::{self, VisitMut},
};

use super::{
    found::Found,
    held::{Held, enters, runs_with_thread_local},
    known::keeps_its_meaning,
    macros::{name_of, translate_arguments},
    names::{Names, is_borrowed_self, is_self, own_field, ungrouped},
    not_send::refuse_not_send,
    refusal::{InvalidTwin, Refusal},
};
use crate::{
    blocking::{self, BlockingCall, is_blocking, path_blocks, spelled},
    model::HalfKind,
};

/// Translates the body. Returns too whether it has closures that are called at once.
pub(super) fn translate<'a>(method: &mut ImplItemFn, names: &'a Names<'a>) -> (Found<'a>, bool) {
    let mut to_async = ToAsync {
        found: Found::new(names),
        within: Within::Body,
        held: Held::default(),
        has_closures: false,
        body: method.block.to_token_stream(),
    };
    refuse_not_send(&mut to_async.found, &method.block);
    for statement in to_async.found.statements(method) {
        to_async.visit_stmt_mut(statement);
    }
    (to_async.found, to_async.has_closures)
}

struct ToAsync<'a> {
    found: Found<'a>,
    within: Within,
    /// What is held or set here.
    held: Held,
    has_closures: bool,
    /// The body as it was written.
    body: TokenStream,
}

/// Where in the body this is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    /// It can await.
    Body,
    /// A closure cannot.
    Closure,
    /// A future of the user's own, which other code may run.
    Future,
}

impl VisitMut for ToAsync<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if self.translated(expr) || self.refused(expr) {
            return;
        }
        match expr {
            Expr::Closure(closure) => {
                let within =
                    if closure.asyncness.is_some() { Within::Future } else { Within::Closure };
                self.visit_within(within, |to_async| {
                    visit_mut::visit_expr_closure_mut(to_async, closure);
                });
            }
            Expr::Async(block) => {
                self.visit_within(Within::Future, |to_async| {
                    visit_mut::visit_expr_async_mut(to_async, block);
                });
            }
            // Here `self` is not passed on.
            Expr::Field(field) if is_self(&field.base) => {}
            Expr::Let(looked) if is_borrowed_self(&looked.expr) && takes_apart(&looked.pat) => {
                self.visit_pat_mut(&mut looked.pat);
            }
            Expr::Match(matched)
                if is_borrowed_self(&matched.expr)
                    && matched.arms.iter().all(|arm| takes_apart(&arm.pat)) =>
            {
                matched.arms.iter_mut().for_each(|arm| self.visit_arm_mut(arm));
            }
            Expr::MethodCall(call) if is_self(&call.receiver) => self.visit_args(&mut call.args),
            Expr::Call(call) if is_associated(call) => self.visit_args(&mut call.args),
            Expr::Call(call) => {
                self.held.release(&call.args, &self.body);
                visit_mut::visit_expr_call_mut(self, call);
            }
            Expr::MethodCall(call) => {
                visit_mut::visit_expr_method_call_mut(self, call);
                self.held.note_call(call);
            }
            Expr::ForLoop(_) | Expr::Loop(_) | Expr::While(_) => {
                let outer = self.held.state();
                visit_mut::visit_expr_mut(self, expr);
                self.found.refusals.extend(self.held.leave_loop(outer));
            }
            expr if keeps_its_meaning(expr) => visit_mut::visit_expr_mut(self, expr),
            unknown => self.found.refuse(unknown, Refusal::UnknownExpression),
        }
    }

    fn visit_macro_mut(&mut self, mac: &mut Macro) {
        if !self.found.names.concerns(&mac.tokens) {
            self.refuse_blocking(blocking::in_macro(mac));
            return;
        }
        let names = self.found.names;
        let translated =
            translate_arguments(mac, |code| names.concerns(code), |arg| self.visit_expr_mut(arg));
        if translated.is_none() {
            self.found.refuse(&mac.path, Refusal::MacroArguments(name_of(mac)));
        }
    }

    fn visit_block_mut(&mut self, block: &mut Block) {
        let outer = self.held.state();
        visit_mut::visit_block_mut(self, block);
        self.held.leave_block(outer);
    }

    fn visit_local_mut(&mut self, local: &mut Local) {
        let before = self.found.refusals.len();
        match &local.init {
            // The bound fields are inspected, not passed on.
            Some(init) if is_borrowed_self(&init.expr) && takes_apart(&local.pat) => {
                self.visit_pat_mut(&mut local.pat);
            }
            _ => visit_mut::visit_local_mut(self, local),
        }
        if let Some(Expr::MethodCall(call)) = local.init.as_ref().map(|init| &*init.expr) {
            if enters(call) {
                self.found.refuse(&call.method, Refusal::Guard);
            }
        }
        self.held.note_local(local);
        self.found.note(local, before);
    }

    fn visit_pat_mut(&mut self, pat: &mut Pat) {
        if let Pat::Ident(bound) = pat {
            if bound.ident == "__tracing_attr_guard" {
                self.found.refuse(bound, Refusal::Instrumented);
            }
        }
        self.found.refusals.extend(self.found.names.rebound(pat));
        visit_mut::visit_pat_mut(self, pat);
    }

    // Nested items run on their own, but for macros and for functions that are called; types hold nothing that runs.
    fn visit_item_mut(&mut self, item: &mut Item) {
        self.refuse_blocking(blocking::in_function(item, &self.body));
        self.found.refusals.extend(Names::definition(item, |code| self.found.names.concerns(code)));
    }
    fn visit_type_mut(&mut self, _: &mut Type) {}
}

impl ToAsync<'_> {
    /// Translates what changes with the mode: whether this is such an expression.
    fn translated(&mut self, expr: &mut Expr) -> bool {
        match expr {
            Expr::MethodCall(call) if self.found.names.forwards(call) => {
                self.visit_args(&mut call.args);
                if self.may_await(&call.method) {
                    call.method = Ident::new("acall", call.method.span());
                    await_here(expr);
                }
            }
            Expr::MethodCall(call) if self.found.names.calls_further(call) => {
                self.visit_args(&mut call.args);
                if self.may_await(&call.method) {
                    self.found.names.call_further(call, HalfKind::Acall);
                    await_here(expr);
                }
            }
            Expr::MethodCall(call) if self.found.names.is_question(call) => {}
            Expr::MethodCall(call) if self.found.names.own_method(call).is_some() => {
                self.visit_args(&mut call.args);
                if self.may_await(&call.method) {
                    self.found.rename(&mut call.method);
                    await_here(expr);
                }
            }
            Expr::Call(call) if self.found.names.own_function(call).is_some() => {
                self.visit_args(&mut call.args);
                if let Expr::Path(ExprPath { path, .. }) = &mut *call.func {
                    if self.may_await(&path.segments[1].ident) {
                        self.found.rename(&mut path.segments[1].ident);
                        await_here(expr);
                    }
                }
            }
            Expr::Call(call) => {
                let names = self.found.names;
                let Some(closure) =
                    immediate(call).filter(|closure| names.concerns(&closure.to_token_stream()))
                else {
                    return false;
                };
                self.immediate(closure);
                await_here(expr);
            }
            _ => return false,
        }
        true
    }

    /// Visits the arguments of a call. The first one may be `self`, of a method of this impl.
    fn visit_args(&mut self, args: &mut Punctuated<Expr, Token![,]>) {
        let own = usize::from(args.first().is_some_and(is_borrowed_self));
        args.iter_mut().skip(own).for_each(|arg| self.visit_expr_mut(arg));
    }

    /// Refuses what does not keep its meaning: whether this is such an expression.
    fn refused(&mut self, expr: &mut Expr) -> bool {
        match expr {
            Expr::Path(path) if self.found.names.own_path(path).is_some() => {
                let name = &path.path.segments[1].ident;
                self.found.refuse(name, Refusal::PassedOn);
            }
            Expr::Path(path) if path_blocks(path) => {
                self.found.refuse(path, Refusal::Blocks(spelled(path)));
            }
            Expr::MethodCall(call) if self.found.names.may_forward(call) => {
                let before = self.found.refusals.len();
                visit_mut::visit_expr_method_call_mut(self, call);
                // An error in a part of it, or in what it was bound to, explains more.
                if self.found.refusals.len() == before && !self.found.explains(&call.receiver) {
                    let is_primitive = self.found.names.by_hand(&call.method).is_some();
                    let why = if is_primitive {
                        Refusal::Method(InvalidTwin::UnknownOwner)
                    } else {
                        Refusal::MayForward(own_field(&call.receiver).cloned())
                    };
                    self.found.refuse(&call.method, why);
                }
            }
            Expr::MethodCall(call)
                if runs_with_thread_local(call)
                    && self.found.names.concerns(&call.args.to_token_stream()) =>
            {
                self.found.refuse(&call.receiver, Refusal::ThreadLocal);
            }
            Expr::MethodCall(call) if is_blocking(&call.method) => {
                let name = &call.method;
                self.found.refuse(name, Refusal::Blocks(name.to_string()));
                visit_mut::visit_expr_method_call_mut(self, call);
            }
            expr if self.found.names.get_response(expr).is_some() => {
                if !self.found.explains(expr) {
                    self.found.refuse(expr, Refusal::UsedOtherwise);
                }
            }
            expr if is_self(expr) => self.found.refuse(expr, Refusal::SelfPassedOn),
            _ => return false,
        }
        true
    }

    // Input:
    //     (move || { .. })()
    // Output:
    //     (async move || { .. })().await
    //
    // An `async move` block would drop what it captured when it is done. A closure that is called by reference drops it
    // at the end of the statement, and one that is consumed drops it when it returns: so do both kinds of closures.
    fn immediate(&mut self, closure: &mut ExprClosure) {
        self.has_closures = true;
        self.visit_expr_mut(&mut closure.body);
        closure.asyncness = Some(Token![async](closure.inputs_begin.span));
    }

    fn refuse_blocking(&mut self, calls: Vec<BlockingCall>) {
        for BlockingCall { tokens, name } in calls {
            self.found.refuse(&tokens, Refusal::Blocks(name));
        }
    }

    fn visit_within(&mut self, within: Within, visit: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.within, within);
        visit(self);
        self.within = outer;
    }

    /// Whether `method`, which is called here, can be awaited here.
    fn may_await(&mut self, method: &Ident) -> bool {
        match self.within {
            Within::Body => {
                self.found.refusals.extend(self.held.at_call());
                return true;
            }
            Within::Closure => self.found.refuse(method, Refusal::InClosure),
            Within::Future => self.found.refuse(method, Refusal::InFuture),
        }
        false
    }
}

/// Puts `.await` behind a call. Attributes stay outermost.
fn await_here(expr: &mut Expr) {
    let mut call = std::mem::replace(expr, Expr::PLACEHOLDER);
    // The compiler's notes on values held across it point at the user's call.
    let (attrs, span) = match &mut call {
        Expr::MethodCall(call) => (std::mem::take(&mut call.attrs), call.method.span()),
        Expr::Call(call) => (std::mem::take(&mut call.attrs), call.func.span()),
        other => (Vec::new(), other.span()),
    };
    *expr = Expr::Await(ExprAwait {
        attrs,
        base: Box::new(call),
        dot_token: Token![.](span),
        await_token: Token![await](span),
    });
}

/// The closure in `(|| ..)()`.
fn immediate(call: &mut ExprCall) -> Option<&mut ExprClosure> {
    let has_arguments = !call.args.is_empty();
    match ungrouped(&mut call.func) {
        Expr::Closure(closure) => {
            let is_plain = closure.inputs.is_empty() && closure.asyncness.is_none();
            Some(closure).filter(|_| is_plain && !has_arguments)
        }
        _ => None,
    }
}

/// Whether the pattern destructures a struct, without giving the whole another name.
fn takes_apart(pat: &Pat) -> bool {
    match pat {
        Pat::Struct(_) | Pat::Wild(_) => true,
        Pat::Paren(paren) => takes_apart(&paren.pat),
        Pat::Or(or) => or.cases.iter().all(takes_apart),
        _ => false,
    }
}

/// Whether this is `Self::name(..)`.
fn is_associated(call: &ExprCall) -> bool {
    match &*call.func {
        Expr::Path(path) => path.path.segments.len() == 2 && path.path.segments[0].ident == "Self",
        _ => false,
    }
}
