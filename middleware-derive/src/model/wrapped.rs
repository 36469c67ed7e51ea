//! [`WrappedTwice`]: a `Result` of the next handler that a half wraps in `Ok(..)` once more.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{
    Block, Expr, ExprAsync, ExprCall, ExprClosure, ExprReturn, GenericArgument, Item, ItemImpl,
    PatIdent, PathArguments, Stmt, Type,
    visit::{self, Visit},
};

use super::{half::HalfKind, place::Place};

/// A half returns `Ok(self.get_response.call(..))`, and nothing states the response of the next handler. That is then the
/// `Result` of the half itself, so no types fit.
pub(crate) struct WrappedTwice {
    /// The half.
    pub(crate) kind: HalfKind,
    /// `Ok(..)`
    pub(crate) tokens: TokenStream,
    /// `Result<Response, Error>`
    pub(crate) response: Type,
    /// `Response`
    pub(crate) held: Type,
}

impl WrappedTwice {
    /// Finds the first one in the halves of the impl, which return `response`.
    pub(super) fn find(item: &ItemImpl, place: &Place, response: &Type) -> Option<Self> {
        let held = held(response)?;
        item.items.iter().find_map(|member| {
            let syn::ImplItem::Fn(method) = member else { return None };
            let kind = HalfKind::of(&method.sig)?;
            let mut search = Search { kind, place, found: None, rebinds: false };
            let own = &method.block.stmts[place.bindings()..];
            for statement in own {
                search.visit_stmt(statement);
            }
            search.tail(own);
            let tokens = search.found.filter(|_| !search.rebinds)?;
            Some(Self { kind, tokens, response: response.clone(), held: held.clone() })
        })
    }
}

/// `Response` of `Result<Response, Error>`.
fn held(response: &Type) -> Option<&Type> {
    let Type::Path(path) = response else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == "Result")?;
    let PathArguments::AngleBracketed(args) = &last.arguments else { return None };
    args.args.iter().find_map(|arg| match arg {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

struct Search<'a> {
    kind: HalfKind,
    place: &'a Place,
    /// The first `Ok(..)` of this kind.
    found: Option<TokenStream>,
    /// Whether `get_response` may be the name of something else.
    rebinds: bool,
}

impl Search<'_> {
    /// Searches an expression whose value the half returns.
    fn value(&mut self, value: &Expr) {
        match value {
            Expr::Call(call) if self.is_wrapped(call) => {
                self.found.get_or_insert_with(|| call.to_token_stream());
            }
            Expr::Block(block) => self.block(&block.block),
            Expr::Group(group) => self.value(&group.expr),
            Expr::If(branch) => {
                self.block(&branch.then_branch);
                if let Some((_, otherwise)) = &branch.else_branch {
                    self.value(otherwise);
                }
            }
            Expr::Match(matched) => matched.arms.iter().for_each(|arm| self.value(&arm.body)),
            Expr::Paren(paren) => self.value(&paren.expr),
            Expr::Unsafe(block) => self.block(&block.block),
            _ => {}
        }
    }

    fn block(&mut self, block: &Block) {
        self.tail(&block.stmts);
    }

    fn tail(&mut self, statements: &[Stmt]) {
        if let Some(Stmt::Expr(value, None)) = statements.last() {
            self.value(value);
        }
    }

    /// Whether this is `Ok(self.get_response.call(..))`, or `Ok(self.get_response.acall(..).await)` in `acall`.
    fn is_wrapped(&self, call: &ExprCall) -> bool {
        let is_ok = matches!(&*call.func, Expr::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Ok"));
        let called = match (self.kind, call.args.first()) {
            (HalfKind::Call, Some(Expr::MethodCall(called))) => Some(called),
            (HalfKind::Acall, Some(Expr::Await(awaited))) => match &*awaited.base {
                Expr::MethodCall(called) => Some(called),
                _ => None,
            },
            _ => None,
        };
        is_ok
            && called.is_some_and(|called| {
                called.method == self.kind.name() && self.place.is_next(&called.receiver)
            })
    }
}

impl<'ast> Visit<'ast> for Search<'_> {
    fn visit_expr_return(&mut self, returned: &'ast ExprReturn) {
        if let Some(value) = &returned.expr {
            self.value(value);
        }
        visit::visit_expr_return(self, returned);
    }

    fn visit_pat_ident(&mut self, pattern: &'ast PatIdent) {
        self.rebinds |= matches!(self.place, Place::Argument(name) if pattern.ident == *name);
        visit::visit_pat_ident(self, pattern);
    }

    // What they return is not what the half returns.
    fn visit_expr_closure(&mut self, _: &'ast ExprClosure) {}
    fn visit_expr_async(&mut self, _: &'ast ExprAsync) {}
    fn visit_item(&mut self, _: &'ast Item) {}
}
