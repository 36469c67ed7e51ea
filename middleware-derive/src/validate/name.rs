//! What is wrong with the name of a layer, and with what it asks of its place.

use crate::{args::ItemArgs, errors::Errors};

/// On an impl there is nothing to name.
pub(super) fn on_impl(args: &ItemArgs, errors: &mut Errors) {
    let words = args.rules.iter().map(|rule| &rule.word);
    for word in args.name.iter().map(|(word, _)| word).chain(words) {
        errors.add(
            word,
            format_args!("`{word}` belongs on the struct"),
            format_args!("write it there, in `#[middleware(..)]`"),
        );
    }
}
