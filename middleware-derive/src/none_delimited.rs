//! The invisible groups that a macro by example puts around what it is given, and other things that would change
//! their meaning in the expansion.

use syn::{
    Expr, ExprParen, Item, ReturnType, Type, TypeImplTrait, TypeTraitObject, parse_quote,
    token::Paren,
    visit_mut::{self, VisitMut},
};

/// Makes them visible, or takes them off where nothing depends on them. The compiler does not keep invisible
/// groups that a procedural macro returns, so `$e * 2` would lose the group around `1 + 1`.
pub(crate) fn make_visible(item: &mut Item) {
    Visible.visit_item_mut(item);
}

struct Visible;

impl VisitMut for Visible {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Expr::Group(group) = expr {
            let inner = std::mem::replace(&mut *group.expr, Expr::PLACEHOLDER);
            *expr = match inner {
                Expr::Block(_)
                | Expr::Call(_)
                | Expr::Field(_)
                | Expr::Index(_)
                | Expr::Lit(_)
                | Expr::Macro(_)
                | Expr::MethodCall(_)
                | Expr::Paren(_)
                | Expr::Path(_)
                | Expr::Tuple(_) => inner,
                _ => Expr::Paren(ExprParen {
                    attrs: Vec::new(),
                    paren_token: Paren(group.group_token.span),
                    expr: Box::new(inner),
                }),
            };
        }
        visit_mut::visit_expr_mut(self, expr);
    }

    fn visit_type_mut(&mut self, ty: &mut Type) {
        if let Type::Group(group) = ty {
            let inner = Type::clone(&group.elem);
            *ty = match inner {
                Type::TraitObject(_) | Type::ImplTrait(_) | Type::FnPtr(_) => {
                    parse_quote!((#inner))
                }
                inner => inner,
            };
        }
        visit_mut::visit_type_mut(self, ty);
    }

    fn visit_return_type_mut(&mut self, output: &mut ReturnType) {
        // `-> impl Display + {` is Rust, and with a `where` in front of the brace it is not any more.
        if let ReturnType::Type(_, ty) = output {
            if let Type::ImplTrait(TypeImplTrait { bounds, .. })
            | Type::TraitObject(TypeTraitObject { bounds, .. }) = &mut **ty
            {
                bounds.pop_punct();
            }
        }
        visit_mut::visit_return_type_mut(self, output);
    }
}
