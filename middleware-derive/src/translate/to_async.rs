//! From `call` to `acall`.

use quote::ToTokens;
use syn::{
    Expr, ExprAwait, ExprCall, ExprClosure, ExprPath, Ident, ImplItemFn, Item, Local, Macro, Pat,
    ReturnType, Token, Type, parse_quote,
    spanned::Spanned,
    visit_mut::{self, VisitMut},
};

use super::{known::keeps_its_meaning, macros::translate_arguments, names::Names, told::Told};
use crate::errors::Errors;

/// Translates the body. Returns the methods that it now calls in async mode.
pub(super) fn translate(
    method: &mut ImplItemFn,
    names: &Names<'_>,
    errors: &mut Errors,
) -> Vec<Ident> {
    let mut to_async =
        ToAsync { names, errors, reached: Vec::new(), within: Within::Body, told: Told::default() };
    for statement in method.block.stmts.iter_mut().skip(names.bindings()) {
        to_async.visit_stmt_mut(statement);
    }
    to_async.reached
}

struct ToAsync<'a> {
    names: &'a Names<'a>,
    errors: &'a mut Errors,
    reached: Vec<Ident>,
    within: Within,
    told: Told,
}

/// Where in the body this is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    /// It can await.
    Body,
    /// A closure cannot.
    Closure,
    /// A future of the user's own: what it does is run by somebody else.
    Future,
}

impl VisitMut for ToAsync<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::MethodCall(call) if self.names.is_inward(call) => {
                call.args.iter_mut().for_each(|arg| self.visit_expr_mut(arg));
                if self.may_await(&call.method) {
                    call.method = Ident::new("acall", call.method.span());
                    await_here(expr);
                }
            }
            Expr::MethodCall(call) if self.names.is_question(call) => {}
            Expr::MethodCall(call) if self.names.own_method(call).is_some() => {
                call.args.iter_mut().for_each(|arg| self.visit_expr_mut(arg));
                if self.may_await(&call.method) {
                    self.rename(&mut call.method);
                    await_here(expr);
                }
            }
            Expr::Call(call) if self.names.own_function(call).is_some() => {
                call.args.iter_mut().for_each(|arg| self.visit_expr_mut(arg));
                if let Expr::Path(ExprPath { path, .. }) = &mut *call.func {
                    if self.may_await(&path.segments[1].ident) {
                        self.rename(&mut path.segments[1].ident);
                        await_here(expr);
                    }
                }
            }
            Expr::Call(call)
                if immediate(call)
                    .is_some_and(|closure| self.names.concerns(&closure.to_token_stream())) =>
            {
                if let Some(block) = self.immediate(call) {
                    *expr = block;
                }
            }
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
            Expr::Path(path) if self.names.own_path(path).is_some() => {
                let name = &path.path.segments[1].ident;
                self.refuse(
                    name,
                    &format!("`{name}` is passed on, and it becomes an `async fn`"),
                    &format!("call it on the spot: `self.{name}(..)`"),
                );
            }
            Expr::MethodCall(call) if self.names.may_be_inward(call) => {
                if self.told.explains(&call.receiver) {
                    return visit_mut::visit_expr_method_call_mut(self, call);
                }
                self.refuse(
                    &call.method,
                    &format!(
                        "this `{}` may call inwards too, by a way that is not followed",
                        call.method
                    ),
                    &format!("call inwards by {}", self.names.followed()),
                );
                visit_mut::visit_expr_method_call_mut(self, call);
            }
            Expr::MethodCall(call) if is_blocking(&call.method) => {
                let name = &call.method;
                self.refuse(
                    name,
                    &format!("`{name}` blocks the thread, and `both` says that this body does not"),
                    "",
                );
                visit_mut::visit_expr_method_call_mut(self, call);
            }
            Expr::Path(path) if blocks(path).is_some() => {
                let name = blocks(path).unwrap_or_default();
                self.refuse(
                    path,
                    &format!("`{name}` blocks the thread, and `both` says that this body does not"),
                    "",
                );
            }
            expr if self.names.get_response(expr).is_some() => {
                let shown = self.names.shown();
                self.refuse(
                    expr,
                    &format!("`{shown}` is used other than by `{shown}.call(..)`"),
                    &format!("call it on the spot: `{shown}.call(request)`"),
                );
            }
            expr if keeps_its_meaning(expr) => visit_mut::visit_expr_mut(self, expr),
            unknown => self.refuse(
                unknown,
                "this expression is not known to mean the same in async code",
                "",
            ),
        }
    }

    fn visit_macro_mut(&mut self, mac: &mut Macro) {
        if !self.names.concerns(&mac.tokens) {
            return;
        }
        let names = self.names;
        let translated =
            translate_arguments(mac, |code| names.concerns(code), |arg| self.visit_expr_mut(arg));
        if translated.is_none() {
            let name = mac.path.segments.last().map(|last| last.ident.to_string());
            self.refuse(
                &mac.path,
                &format!(
                    "what `{}!` makes of its arguments is not known",
                    name.unwrap_or_default()
                ),
                "bind what is called with `let` first, and give the macro the result",
            );
        }
    }

    fn visit_local_mut(&mut self, local: &mut Local) {
        let before = self.errors.count();
        visit_mut::visit_local_mut(self, local);
        self.told.note(local, self.errors.count() > before);
    }

    fn visit_pat_mut(&mut self, pat: &mut Pat) {
        self.names.refuse_binding(pat, self.errors);
        visit_mut::visit_pat_mut(self, pat);
    }

    // Nested items run on their own, but for macros; types hold nothing that runs.
    fn visit_item_mut(&mut self, item: &mut Item) {
        self.names.refuse_definition(item, |code| self.names.concerns(code), self.errors);
    }
    fn visit_type_mut(&mut self, _: &mut Type) {}
}

impl ToAsync<'_> {
    // Input:
    //     (move || { .. })()
    // Output:
    //     async move { .. }.await
    fn immediate(&mut self, call: &mut ExprCall) -> Option<Expr> {
        let closure = immediate_mut(call)?;
        if let ReturnType::Type(_, ty) = &closure.output {
            self.refuse(
                ty,
                "this closure names its type, which an `async` block cannot",
                "leave the type out, and name it in the result: `Ok::<_, Error>(..)`",
            );
            return None;
        }
        self.visit_expr_mut(&mut closure.body);
        let capture = &closure.capture;
        Some(match &*closure.body {
            Expr::Block(body) if body.attrs.is_empty() && body.label.is_none() => {
                let body = &body.block;
                parse_quote!(async #capture #body.await)
            }
            body => parse_quote!(async #capture { #body }.await),
        })
    }

    fn visit_within(&mut self, within: Within, visit: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.within, within);
        visit(self);
        self.within = outer;
    }

    /// Whether `method`, which is called here, can be awaited here.
    fn may_await(&mut self, method: &Ident) -> bool {
        match self.within {
            Within::Body => return true,
            Within::Closure => self.refuse(
                method,
                &format!("`{method}` is called in a closure, which cannot await"),
                "write a loop or a `match` in place of the adapter",
            ),
            Within::Future => self.refuse(
                method,
                &format!("`{method}` is called in a future of its own"),
                "call it in the body itself",
            ),
        }
        false
    }

    fn rename(&mut self, name: &mut Ident) {
        if let Some(mut twin) = self.names.twin(name) {
            self.reached.push(name.clone());
            twin.set_span(name.span());
            *name = twin;
        }
    }

    fn refuse(&mut self, tokens: &impl ToTokens, wrong: &str, instead: &str) {
        self.names.refuse(tokens, wrong, instead, self.errors);
    }
}

/// Puts `.await` behind a call. Attributes stay outermost.
fn await_here(expr: &mut Expr) {
    let mut call = std::mem::replace(expr, Expr::PLACEHOLDER);
    // The compiler's notes on what is held meanwhile point at the user's call.
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
fn immediate(call: &ExprCall) -> Option<&ExprClosure> {
    fn closure(expr: &Expr) -> Option<&ExprClosure> {
        match expr {
            Expr::Paren(paren) => closure(&paren.expr),
            Expr::Group(group) => closure(&group.expr),
            Expr::Closure(closure) => Some(closure),
            _ => None,
        }
    }
    closure(&call.func).filter(|closure| {
        call.args.is_empty() && closure.inputs.is_empty() && closure.asyncness.is_none()
    })
}

fn immediate_mut(call: &mut ExprCall) -> Option<&mut ExprClosure> {
    fn closure(expr: &mut Expr) -> Option<&mut ExprClosure> {
        match expr {
            Expr::Paren(paren) => closure(&mut paren.expr),
            Expr::Group(group) => closure(&mut group.expr),
            Expr::Closure(closure) => Some(closure),
            _ => None,
        }
    }
    closure(&mut call.func)
}

/// Whether methods of this name are known to block: those of tokio's handles, locks and channels.
fn is_blocking(method: &Ident) -> bool {
    const KNOWN: [&str; 7] = [
        "block_on",
        "blocking_lock",
        "blocking_lock_owned",
        "blocking_read",
        "blocking_recv",
        "blocking_send",
        "blocking_write",
    ];
    KNOWN.iter().any(|known| method == known)
}

/// The name of a function that is known to block, if the path is one.
fn blocks(path: &ExprPath) -> Option<String> {
    let names: Vec<_> =
        path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let within_std = names.strip_prefix(&["std"]).unwrap_or(&names);
    let known = match within_std {
        ["thread", "sleep" | "park"]
        | ["io", "stdin"]
        | ["fs", _]
        | ["fs", "File", _]
        | [.., "block_on"] => true,
        _ => names.contains(&"blocking") && names.len() > 1,
    };
    known.then(|| names.join("::"))
}
