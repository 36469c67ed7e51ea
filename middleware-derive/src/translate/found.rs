//! [`Found`]: what the translation of a body finds, in both directions.

use quote::ToTokens;
use syn::{
    Ident, ImplItemFn, Local, PatIdent, Stmt,
    visit::{self, Visit},
};

use super::{names::Names, refusal::Refusal};
use crate::{invalid::Invalid, token_search::mentions};

/// What the translation of a body finds.
pub(super) struct Found<'a> {
    pub(super) names: &'a Names<'a>,
    pub(super) refusals: Vec<Invalid<Refusal>>,
    /// The methods that the body now calls in the other mode.
    pub(super) reached: Vec<Ident>,
    /// Names that were bound to code that was refused: errors that follow from it are not reported again.
    reported: Vec<Ident>,
}

impl<'a> Found<'a> {
    pub(super) const fn new(names: &'a Names<'a>) -> Self {
        Self { names, refusals: Vec::new(), reached: Vec::new(), reported: Vec::new() }
    }

    /// The statements of the user's own, without those that bind the arguments of a function.
    pub(super) fn statements<'m>(
        &self,
        method: &'m mut ImplItemFn,
    ) -> impl Iterator<Item = &'m mut Stmt> + use<'m> {
        method.block.stmts.iter_mut().skip(self.names.bindings())
    }

    pub(super) fn refuse(&mut self, tokens: &impl ToTokens, why: Refusal) {
        self.refusals.push(Invalid::at(tokens, why));
    }

    /// Gives a call of a method of the impl the name of its twin.
    pub(super) fn rename(&mut self, name: &mut Ident) {
        if let Some(mut twin) = self.names.twin(name) {
            self.reached.push(name.clone());
            twin.set_span(name.span());
            *name = twin;
        }
    }

    /// Notes what a statement binds. Something in it was refused if there are more refusals than `before`.
    pub(super) fn note(&mut self, local: &Local, before: usize) {
        struct Bound<'a>(&'a mut Vec<Ident>);

        impl<'ast> Visit<'ast> for Bound<'_> {
            fn visit_pat_ident(&mut self, pattern: &'ast PatIdent) {
                self.0.push(pattern.ident.clone());
            }
        }

        let mut bound = Vec::new();
        visit::visit_pat(&mut Bound(&mut bound), &local.pat);
        self.reported.retain(|name| !bound.contains(name));
        if self.refusals.len() > before {
            self.reported.extend(bound);
        }
    }

    /// Whether the code holds a name that was bound to something refused.
    pub(super) fn explains(&self, code: &impl ToTokens) -> bool {
        self.reported.iter().any(|name| mentions(code, name))
    }
}
