//! Values that are not `Send` and that are held while the next handler runs: a lock's guard in a `match`, an `Rc`.
//!
//! The guards that a `let` binds are found during the translation. This looks at the body before it is translated.

use quote::ToTokens;
use syn::{
    Arm, Block, Expr, ExprCall, ExprClosure, ExprIf, ExprMatch, ExprMethodCall, ExprWhile, Ident,
    Item, Local, Pat, Stmt,
    visit::{self, Visit},
};

use super::{found::Found, names::Names, refusal::Refusal};
use crate::token_search::mentions;

/// Refuses them in a `call` that is translated to async code.
pub(super) fn refuse_not_send(found: &mut Found<'_>, body: &Block) {
    NotSend { found }.visit_block(body);
}

struct NotSend<'a, 'n> {
    found: &'a mut Found<'n>,
}

impl<'ast> Visit<'ast> for NotSend<'_, '_> {
    fn visit_block(&mut self, block: &'ast Block) {
        for (at, statement) in block.stmts.iter().enumerate() {
            if let Some(name) = name_of_an_rc(statement) {
                if self.is_held(name, &block.stmts[at + 1..]) {
                    self.found.refuse(name, Refusal::RcAcross);
                }
            }
        }
        visit::visit_block(self, block);
    }

    fn visit_expr_match(&mut self, matched: &'ast ExprMatch) {
        self.check(&matched.expr, |calls| {
            matched.arms.iter().for_each(|arm: &Arm| calls.visit_arm(arm));
        });
        visit::visit_expr_match(self, matched);
    }

    fn visit_expr_if(&mut self, condition: &'ast ExprIf) {
        if let Expr::Let(matched) = &*condition.cond {
            self.check(&matched.expr, |calls| calls.visit_block(&condition.then_branch));
        }
        visit::visit_expr_if(self, condition);
    }

    fn visit_expr_while(&mut self, condition: &'ast ExprWhile) {
        if let Expr::Let(matched) = &*condition.cond {
            self.check(&matched.expr, |calls| calls.visit_block(&condition.body));
        }
        visit::visit_expr_while(self, condition);
    }

    // A call of the next handler in these is refused anyway.
    fn visit_expr_closure(&mut self, _: &'ast ExprClosure) {}
    fn visit_item(&mut self, _: &'ast Item) {}
}

impl NotSend<'_, '_> {
    /// Refuses a guard in `matched`, if the arms call the next handler: it exists until the end of the `match`.
    fn check(&mut self, matched: &Expr, visit_arms: impl FnOnce(&mut Calls<'_>)) {
        if let Some(lock) = lock_in(matched) {
            if Calls::any(self.found.names, visit_arms) {
                self.found.refuse(lock, Refusal::GuardInMatch);
            }
        }
    }

    /// Whether a statement calls the next handler, and a later one uses this name. (If none does, it may have been moved.)
    fn is_held(&self, name: &Ident, statements: &[Stmt]) -> bool {
        let calls =
            |statement: &Stmt| Calls::any(self.found.names, |calls| calls.visit_stmt(statement));
        let mut statements = statements.iter().take_while(|statement| !binds(statement, name));
        statements.any(calls) && statements.any(|statement| uses(statement, name))
    }
}

/// Finds calls of the next handler, also by a method of the impl.
struct Calls<'a> {
    names: &'a Names<'a>,
    found: bool,
}

impl<'a> Calls<'a> {
    fn any(names: &'a Names<'a>, visit: impl FnOnce(&mut Self)) -> bool {
        let mut calls = Self { names, found: false };
        visit(&mut calls);
        calls.found
    }
}

impl<'ast> Visit<'ast> for Calls<'_> {
    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        self.found |= self.names.forwards(call)
            || self.names.calls_further(call)
            || self.names.own_method(call).is_some();
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_call(&mut self, call: &'ast ExprCall) {
        self.found |= self.names.own_function(call).is_some();
        visit::visit_expr_call(self, call);
    }

    fn visit_expr_closure(&mut self, _: &'ast ExprClosure) {}
    fn visit_item(&mut self, _: &'ast Item) {}
}

// Input:
//     *self.count.lock().unwrap()
// Output:
//     lock
//
// As with a guard in a variable, a `read()` or `write()` that cannot fail may be something else.
fn lock_in(expr: &Expr) -> Option<&Ident> {
    match expr {
        Expr::Unary(unary) => lock_in(&unary.expr),
        Expr::Reference(reference) => lock_in(&reference.expr),
        Expr::Paren(paren) => lock_in(&paren.expr),
        Expr::Field(field) => lock_in(&field.base),
        Expr::MethodCall(call) if call.method == "lock" && call.args.is_empty() => {
            Some(&call.method)
        }
        Expr::MethodCall(call) => match &*call.receiver {
            Expr::MethodCall(lock)
                if ["unwrap", "expect", "unwrap_or_else"]
                    .iter()
                    .any(|name| call.method == name)
                    && ["read", "write"].iter().any(|name| lock.method == name)
                    && lock.args.is_empty() =>
            {
                Some(&lock.method)
            }
            receiver => lock_in(receiver),
        },
        _ => None,
    }
}

// Input:
//     let name = Rc::new(request.clone());
// Output:
//     name
fn name_of_an_rc(statement: &Stmt) -> Option<&Ident> {
    let local = local(statement)?;
    let Expr::Call(call) = &*local.init.as_ref()?.expr else { return None };
    let Expr::Path(function) = &*call.func else { return None };
    let mut path = function.path.segments.iter().rev().map(|segment| &segment.ident);
    let (made, owner) = (path.next()?, path.next()?);
    let is_rc = owner == "Rc" && ["new", "from", "clone"].iter().any(|name| made == name);
    is_rc.then(|| bound(local))?
}

const fn local(statement: &Stmt) -> Option<&Local> {
    match statement {
        Stmt::Local(local) => Some(local),
        _ => None,
    }
}

fn bound(local: &Local) -> Option<&Ident> {
    match &local.pat {
        Pat::Ident(pattern) => Some(&pattern.ident),
        _ => None,
    }
}

fn binds(statement: &Stmt, name: &Ident) -> bool {
    local(statement).and_then(bound).is_some_and(|bound| bound == name)
}

/// Whether this mentions the name, also in a string such as `"{name}"`.
fn uses(statement: &Stmt, name: &Ident) -> bool {
    let text = statement.to_token_stream().to_string();
    mentions(statement, name)
        || text.contains(&format!("{{{name}}}"))
        || text.contains(&format!("{{{name}:"))
}
