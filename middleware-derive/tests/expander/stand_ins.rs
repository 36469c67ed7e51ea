//! After an error, the expansion has stand-ins, so that rustc does not report the error again where the middleware is
//! used. The items are those of the files in `messages`: each has an error.
//!
//! What rustc reports of a few of them is tested in `tests/ui`.

use std::{fs, path::Path};

use quote::ToTokens;
use syn::Item;

use crate::{
    annotated::{Annotated, all_annotated},
    expand,
};

#[test]
fn an_item_with_an_error_has_stand_ins() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/expander/messages");
    let mut checked = 0;
    for file in fs::read_dir(folder).unwrap() {
        let file = fs::read_to_string(file.unwrap().path()).unwrap();
        for Annotated { args, item } in all_annotated(file.parse().unwrap()) {
            let expansion = expand::middleware(args, item.clone()).to_string();
            let Ok(item) = syn::parse2::<Item>(item) else { continue };
            let expected: &[&str] = match &item {
                Item::Struct(_) => &["fn layer"],
                Item::Impl(item) if item.trait_.is_none() => {
                    &["Handler <", "SyncMiddleware <", "AsyncMiddleware <"]
                }
                _ => continue,
            };
            checked += 1;
            for expected in expected {
                let name = item.to_token_stream();
                assert!(expansion.contains(expected), "no `{expected}` for {name}: {expansion}");
            }
        }
    }
    assert!(checked > 100, "{checked} items were checked");
}
