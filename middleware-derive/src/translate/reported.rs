//! [`Reported`]: names bound to code that was refused.

use quote::ToTokens;
use syn::{
    Ident, Local, PatIdent,
    visit::{self, Visit},
};

use crate::token_search::mentions;

/// The names that were bound to code that was refused: errors that follow from it are not reported again.
#[derive(Default)]
pub(super) struct Reported {
    names: Vec<Ident>,
}

impl Reported {
    /// Notes what a statement binds, and whether something in it was refused.
    pub(super) fn note(&mut self, local: &Local, is_refused: bool) {
        struct Bound<'a>(&'a mut Vec<Ident>);

        impl<'ast> Visit<'ast> for Bound<'_> {
            fn visit_pat_ident(&mut self, pattern: &'ast PatIdent) {
                self.0.push(pattern.ident.clone());
            }
        }

        let mut bound = Vec::new();
        visit::visit_pat(&mut Bound(&mut bound), &local.pat);
        self.names.retain(|name| !bound.contains(name));
        if is_refused {
            self.names.extend(bound);
        }
    }

    /// Whether the code holds a name that was bound to something refused.
    pub(super) fn explains(&self, code: &impl ToTokens) -> bool {
        self.names.iter().any(|name| mentions(code, name))
    }
}
