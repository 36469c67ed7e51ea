//! [`Errors`]: the errors of one item, reported together.

use std::fmt::Display;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::Error;

/// Collects the errors of one item, so that all are reported at once.
///
/// Dropping it with errors that were not reported is a bug of the macro, and panics.
#[derive(Default)]
pub(crate) struct Errors {
    found: Vec<Error>,
}

impl Errors {
    /// Adds an error: what is wrong, and on the next line what to do. Both are shown under `tokens`.
    pub(crate) fn add(&mut self, tokens: &impl ToTokens, wrong: impl Display, help: impl Display) {
        let message = format!("{wrong}\n= help: {help}");
        self.found.push(Error::new_spanned(tokens, message));
    }

    /// Adds what the parser found.
    pub(crate) fn add_parse_error(&mut self, error: Error) {
        self.found.push(error);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Returns the errors as `compile_error!` invocations.
    pub(crate) fn report(mut self) -> TokenStream {
        std::mem::take(&mut self.found).iter().map(Error::to_compile_error).collect()
    }
}

/// Prints code as people write it: `Option<String>`, and not `Option < String >`.
pub(crate) fn shown(code: &impl ToTokens) -> String {
    let spaced = code.to_token_stream().to_string();
    let tight = [
        (" :: ", "::"),
        (" . ", "."),
        (" : ", ": "),
        (" <", "<"),
        ("< ", "<"),
        (" >", ">"),
        (" ,", ","),
        ("& ", "&"),
    ];
    tight.iter().fold(spaced, |text, (from, to)| text.replace(from, to))
}

impl Drop for Errors {
    fn drop(&mut self) {
        assert!(
            self.found.is_empty() || std::thread::panicking(),
            "errors were found and not reported: {:?}",
            self.found
        );
    }
}
