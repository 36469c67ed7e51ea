//! The gallery: what users write, when to choose it, and a link to its expansion.
//!
//! An entry of `middleware-examples/gallery` has two files: `name.rs`, which is written by hand, and
//! `name_expanded.rs`, which this test generates. The test fails if the second one is out of date. The docs of `name.rs`
//! describe the entry, with the headings `# When to choose it` and `# What happens`.
//!
//! ```sh
//! TRYBUILD=overwrite cargo test -p middleware-derive gallery
//! ```
//!
//! writes the expansions again, and the page `README.md` with all entries. Another test checks that both files of an
//! entry compile and do the same: `middleware-examples/tests/suite/gallery`.
//!
//! The expansion is not that of `cargo expand`: only this macro is expanded, and `prettyplease` prints the result. So
//! other macros stay as they are, and no other tool is needed.

use std::{fmt::Write, fs, path::Path};

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Attribute, File, Item, Meta, UseTree, parse_quote};

use crate::{expand, golden};

/// The entries, in the order of the page.
const ENTRIES: [&str; 20] = [
    "timing",
    "settings",
    "hooks",
    "short_circuit",
    "recover",
    "blocking_hook",
    "outcome",
    "both_halves",
    "sync_only",
    "async_only",
    "to_async",
    "to_sync",
    "pair",
    "types_changed",
    "any_request",
    "borrowed_request",
    "erased",
    "span",
    "span_fields",
    "named",
];

/// The items of every expansion.
const HOW_TO_READ: &str = "\
An expansion consists of these items:

| item | purpose |
| --- | --- |
| the struct and the impl | as you wrote them, with the bounds that a half needs to call the next handler |
| `impl Middleware` | what the impl's attribute has to know about the struct |
| `layer`, `impl FromParts` | how a chain wraps a handler in the middleware |
| `impl Handler` | the response, and the mode that follows from the rule |
| `impl SyncMiddleware`, `impl AsyncMiddleware` | the two halves: yours, or a generated one with the reason |
| `impl Registered` | the name in a registry, the options and the ordering rules |
| `impl Hooks` | plain hooks in one form, which the library calls |

`Self::call(self, request)` is the method that you wrote, because an inherent method takes precedence over one of a
trait. `acall_now` is `acall` for a caller that polls the future immediately, such as a layer with hooks. It runs
`process_request` before it returns. If the request is borrowed, the mode is looked up for `'static`, because it is the
same for every lifetime. The paths are absolute, so they cannot conflict with your names.
";

#[test]
fn the_gallery_shows_what_the_macro_makes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../middleware-examples/gallery");
    let entries = ENTRIES.map(|name| Entry::read(&folder.join(format!("{name}.rs"))));
    for entry in &entries {
        golden::compare(&folder.join(format!("{}_expanded.rs", entry.name)), &entry.expanded);
    }
    golden::compare(&folder.join("README.md"), &page(&entries));
}

#[test]
fn the_gallery_holds_nothing_else() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../middleware-examples/gallery");
    let files = fs::read_dir(folder).unwrap();
    let mut found: Vec<_> =
        files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    let pairs =
        ENTRIES.iter().flat_map(|name| [format!("{name}.rs"), format!("{name}_expanded.rs")]);
    let mut expected: Vec<_> = pairs.chain(["README.md".to_owned()]).collect();
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
}

struct Entry {
    name: String,
    /// The module's docs.
    docs: String,
    /// The code without these.
    written: String,
    expanded: String,
}

impl Entry {
    fn read(path: &Path) -> Self {
        let source = fs::read_to_string(path).unwrap();
        let file = syn::parse_file(&source).unwrap();
        let docs = file.attrs.iter().filter_map(doc).collect::<Vec<_>>().join("\n");
        let written = source.lines().skip_while(|line| line.starts_with("//!") || line.is_empty());
        Self {
            name: path.file_stem().unwrap().to_str().unwrap().to_owned(),
            docs: docs.lines().map(|line| line.strip_prefix(' ').unwrap_or(line)).fold(
                String::new(),
                |mut docs, line| {
                    writeln!(docs, "{line}").unwrap();
                    docs
                },
            ),
            written: written.collect::<Vec<_>>().join("\n") + "\n",
            expanded: expanded(file),
        }
    }
}

fn doc(attr: &Attribute) -> Option<String> {
    match &attr.meta {
        Meta::NameValue(meta) if meta.path.is_ident("doc") => {
            let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = &meta.value else {
                return None;
            };
            Some(text.value())
        }
        _ => None,
    }
}

/// The file with each annotated item expanded.
fn expanded(mut file: File) -> String {
    file.attrs.clear();
    let mut printed = String::from(
        "// Generated by the test `gallery` of `middleware-derive`, from the file of this name without `_expanded`.\n",
    );
    for mut item in file.items {
        if let Item::Use(import) = &mut item {
            forget_macro(&mut import.tree);
        }
        let tokens = expand_item(item);
        let items: File = syn::parse2(tokens.clone())
            .unwrap_or_else(|error| panic!("the expansion is no Rust: {error}\n{tokens}"));
        for item in items.items {
            let separate = !matches!(item, Item::Use(_));
            if separate || !printed.ends_with(";\n") {
                printed.push('\n');
            }
            printed += &prettyplease::unparse(&parse_quote!(#item));
        }
    }
    printed
}

/// Takes the name of the macro out of an import: the expansion does not need it.
fn forget_macro(tree: &mut UseTree) {
    match tree {
        UseTree::Path(path) => forget_macro(&mut path.tree),
        UseTree::Group(group) => {
            let others = std::mem::take(&mut group.items).into_iter();
            let is_macro =
                |tree: &UseTree| matches!(tree, UseTree::Name(name) if name.ident == "middleware");
            group.items = others.filter(|tree| !is_macro(tree)).collect();
            if let (1, Some(only)) = (group.items.len(), group.items.first()) {
                *tree = only.clone();
            }
        }
        _ => {}
    }
}

/// Expands one item, if it is annotated.
fn expand_item(mut item: Item) -> TokenStream {
    let attrs = match &mut item {
        Item::Fn(item) => &mut item.attrs,
        Item::Impl(item) => &mut item.attrs,
        Item::Struct(item) => &mut item.attrs,
        _ => return item.into_token_stream(),
    };
    let Some(at) = attrs.iter().position(|attr| attr.path().is_ident("middleware")) else {
        return item.into_token_stream();
    };
    let args = match attrs.remove(at).meta {
        Meta::List(list) => list.tokens,
        _ => TokenStream::new(),
    };
    expand::middleware(args, item.into_token_stream())
}

fn page(entries: &[Entry]) -> String {
    let mut page = String::from(
        "<!-- Generated: see middleware-derive/tests/expander/gallery.rs -->\n\n\
         # Gallery\n\n\
         Each entry shows a form of a middleware, when to choose it, and what happens at run time. Its expansion is one link\n\
         away. Tests compile the entry and its expansion, and call both in every way, with the same result.\n\n\
         Under *What happens*, a line without indentation is a request. The indented lines below it are the requests that\n\
         reach the view, and the response.\n\n\
         | entry | what it shows | when to choose it |\n| --- | --- | --- |\n",
    );
    for Entry { name, docs, .. } in entries {
        let first = docs.lines().next().unwrap_or_default().trim_end_matches('.');
        let when = parts(docs)[1].replace('\n', " ");
        writeln!(page, "| [`{name}`](#{name}) | {first} | {when} |").unwrap();
    }
    for Entry { name, docs, written, .. } in entries {
        let [about, when, happens] = parts(docs);
        write!(
            page,
            "\n## {name}\n\n{about}\n\n**When to choose it.** {when}\n\n\
             [`{name}.rs`]({name}.rs), and [its expansion]({name}_expanded.rs):\n\n```rust\n{}\n```\n\n\
             **What happens**\n\n{happens}\n",
            written.trim(),
        )
        .unwrap();
    }
    page + "\n## How to read an expansion\n\n" + HOW_TO_READ
}

/// The description of an entry, when to choose it, and what happens.
fn parts(docs: &str) -> [&str; 3] {
    let (about, rest) =
        docs.split_once("# When to choose it\n").expect("the heading `When to choose it`");
    let (when, happens) = rest.split_once("# What happens\n").expect("the heading `What happens`");
    [about.trim(), when.trim(), happens.trim()]
}
