//! [`Place`]: where a body finds the next handler.

use syn::Ident;

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
}
