//! What is wrong with the name of a layer in a registry, and with what it asks of its place.

use crate::{args::ItemArgs, errors::Errors};

/// On a struct or a function.
pub(crate) fn name(args: &ItemArgs, errors: &mut Errors) {
    if let (None, Some(rule)) = (&args.name, args.rules.first()) {
        errors.add(
            &rule.word,
            format_args!("`{}` is for a layer that has a name", rule.word),
            "say under which name it is registered: `name = \"my_app.middleware.Timing\"`",
        );
    }
    if let Some((word, _)) = args.name.as_ref().filter(|_| !cfg!(feature = "settings")) {
        errors.add(
            word,
            "`name` is for a registry, which `middleware-core` is built without",
            "enable the feature `settings` of `middleware-core`",
        );
    }
}

/// On an impl there is nothing to name.
pub(super) fn on_impl(args: &ItemArgs, errors: &mut Errors) {
    let words = args.rules.iter().map(|rule| &rule.word);
    for word in args.name.iter().map(|(word, _)| word).chain(words) {
        errors.add(
            word,
            format_args!("`{word}` belongs on the struct"),
            "write it there, beside the layer's name: `#[middleware(name = \"..\")]`",
        );
    }
}
