//! [`Place`]: where a body finds the next handler.

use syn::{Expr, Ident, Member};

/// Where a body finds the next handler.
pub(crate) enum Place {
    /// `self.get_response`
    Field(Ident),
    /// `get_response`, an argument of the function.
    Argument(Ident),
}

impl Place {
    pub(crate) const fn ident(&self) -> &Ident {
        match self {
            Self::Field(ident) | Self::Argument(ident) => ident,
        }
    }

    /// How many statements at the start of a body only bind `get_response`, which is an argument of the function.
    pub(crate) const fn bindings(&self) -> usize {
        match self {
            Self::Field(_) => 0,
            Self::Argument(_) => 1,
        }
    }

    /// Whether the expression is the next handler: `self.get_response`, or `get_response` in a function.
    pub(crate) fn is_next(&self, expr: &Expr) -> bool {
        match (self, expr) {
            (Self::Field(place), Expr::Field(field)) => {
                matches!(&*field.base, Expr::Path(base) if base.path.is_ident("self"))
                    && matches!(&field.member, Member::Named(name) if name == place)
            }
            (Self::Argument(place), Expr::Path(path)) => path.path.is_ident(place),
            _ => false,
        }
    }
}
