//! What is wrong with an annotated function.

use syn::{ImplItem, ItemImpl};

use crate::{
    args::{ItemArgs, Stated},
    errors::Errors,
};

/// Checks that the function is what it says of itself.
pub(crate) fn function(imp: &ItemImpl, args: &ItemArgs, errors: &mut Errors) {
    let Some(ImplItem::Fn(half)) = imp.items.first() else { return };
    let is_async = half.sig.asyncness.is_some();
    for (stated, word) in &args.stated {
        let contradicts = match stated {
            Stated::Both => false,
            Stated::SyncOnly => is_async,
            Stated::AsyncOnly => !is_async,
        };
        if contradicts {
            let written = if is_async { "`async fn`" } else { "plain `fn`" };
            errors.add(
                word,
                format_args!("`{word}` contradicts this {written}"),
                format_args!("remove `{word}`, or write the function in the other mode"),
            );
        }
    }
}
