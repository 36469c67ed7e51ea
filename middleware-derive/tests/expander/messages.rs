//! What the macro reports, and on which token.
//!
//! The files in `messages` hold the cases: a module each, and in it under each line with an error where it is and
//! what it says. They are written again by `TRYBUILD=overwrite cargo test -p middleware-derive messages`.
//!
//! The cases are expanded and not compiled. What a user sees once rustc has added its own errors is tested in
//! `tests/ui`.

use std::{fmt::Write, fs, path::Path};

use proc_macro2::{Delimiter, LineColumn, TokenStream, TokenTree};

use crate::{
    annotated::{annotated, split_items},
    expand, golden,
};

/// What the lines with errors begin with.
const MARK: &str = "//~";

/// An error, as the compiler would show it.
#[derive(Debug)]
struct Message {
    start: LineColumn,
    end: LineColumn,
    text: String,
}

macro_rules! files {
    ($($name:ident)+) => {
        $(
            #[test]
            fn $name() {
                check(stringify!($name));
            }
        )+

        #[test]
        fn every_file_is_checked() {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/expander/messages");
            let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
            let mut found: Vec<_> =
                files.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
            let mut checked = [$(stringify!($name)),+];
            found.sort();
            checked.sort();
            assert_eq!(found, checked);
        }
    };
}

files! {
    arguments
    functions
    halves
    hooks
    items
    names
    signatures
    structs
    to_async
    to_sync
}

fn check(name: &str) {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/expander/messages/{name}.rs"));
    let file = fs::read_to_string(&path).unwrap();
    let source: String =
        file.lines().filter(|line| !line.starts_with(MARK)).flat_map(|line| [line, "\n"]).collect();
    let cases = split_items(source.parse().expect("the file is tokens"));
    let mut messages = Vec::new();
    for case in cases {
        let [TokenTree::Ident(_mod), TokenTree::Ident(name), TokenTree::Group(body)] = &case[..]
        else {
            panic!("`{}` is not a module", case.into_iter().collect::<TokenStream>());
        };
        let found = messages_of(body.stream());
        assert!(!found.is_empty(), "the macro reports nothing in `{name}`");
        messages.extend(found);
    }
    golden::compare(&path, &with_messages(&source, &messages));
}

/// Expands each annotated item of a case, those inside an impl included.
fn messages_of(tokens: TokenStream) -> Vec<Message> {
    let mut messages = Vec::new();
    for item in split_items(tokens) {
        if let Some(item) = annotated(&item) {
            let expansion = expand::middleware(item.args, item.item.clone());
            assert_survives(&item.item, &expansion);
            find_messages(expansion, &mut messages);
        } else if let Some(TokenTree::Group(body)) = item.last() {
            messages.extend(messages_of(body.stream()));
        }
    }
    messages
}

/// The user's item is in the expansion in spite of the errors: under its name, and with all of its methods.
fn assert_survives(item: &TokenStream, expansion: &TokenStream) {
    let names = |tokens: &TokenStream| {
        let Ok(file) = syn::parse2::<syn::File>(tokens.clone()) else { return Vec::new() };
        let names = file.items.iter().flat_map(|item| match item {
            syn::Item::Struct(item) => vec![item.ident.to_string()],
            syn::Item::Fn(item) => vec![item.sig.ident.to_string()],
            syn::Item::Impl(item) if item.trait_.is_none() => {
                let methods = item.items.iter().filter_map(|item| match item {
                    syn::ImplItem::Fn(method) => Some(method.sig.ident.to_string()),
                    _ => None,
                });
                methods.collect()
            }
            _ => Vec::new(),
        });
        names.collect::<Vec<_>>()
    };
    // A function is kept as what it generates, or as a stand-in of its name, so it is searched in the text.
    let text = expansion.to_string();
    let kept = names(expansion);
    for name in names(item) {
        assert!(kept.contains(&name) || text.contains(&name), "`{name}` is lost in {text}");
    }
}

/// The invocations of `compile_error!`. The compiler shows one from the start of its path to the end of its
/// argument.
fn find_messages(tokens: TokenStream, messages: &mut Vec<Message>) {
    let tokens: Vec<_> = tokens.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        match (token, tokens.get(at + 2)) {
            (TokenTree::Ident(name), Some(TokenTree::Group(argument)))
                if name == "compile_error" =>
            {
                let text: syn::LitStr = syn::parse2(argument.stream()).expect("it has a text");
                messages.push(Message {
                    start: name.span().start(),
                    end: argument.span().end(),
                    text: text.value(),
                });
            }
            (TokenTree::Group(group), _) if group.delimiter() == Delimiter::Brace => {
                find_messages(group.stream(), messages);
            }
            _ => {}
        }
    }
}

/// The source, and under each line the errors that begin there.
fn with_messages(source: &str, messages: &[Message]) -> String {
    let mut file = String::new();
    for (line, number) in source.lines().zip(1..) {
        writeln!(file, "{line}").unwrap();
        for Message { start, end, text } in
            messages.iter().filter(|message| message.start.line == number)
        {
            let one_line = start.line == end.line;
            let width =
                if one_line { end.column } else { line.len() }.saturating_sub(start.column).max(1);
            let marked = "^".repeat(width) + if one_line { "" } else { ".." };
            let indent = " ".repeat(start.column - MARK.len());
            let mut lines = text.lines();
            writeln!(file, "{MARK}{indent}{marked} {}", lines.next().unwrap_or_default()).unwrap();
            for line in lines {
                let indent = " ".repeat(start.column - MARK.len() + marked.len());
                writeln!(file, "{MARK}{indent} {line}").unwrap();
            }
        }
    }
    file
}
