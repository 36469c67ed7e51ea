//! Whatever comes in, the macro gives an expansion or an error, and never panics.
//!
//! The inputs are the annotated items of the tests and of the gallery, mutated at random, from a seed that
//! stays the same.

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

use fastrand::Rng;
use proc_macro2::{Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::Item;

use crate::{
    annotated::{Annotated, all_annotated},
    expand,
};

/// How many inputs each test tries: more if the variable `LONG_TESTS` is set.
fn runs() -> usize {
    if std::env::var_os("LONG_TESTS").is_some() { 600_000 } else { 5_000 }
}

#[test]
fn mutated_items_never_make_it_panic() {
    let corpus = corpus();
    assert!(corpus.len() > 100, "{} annotated items were found", corpus.len());
    let mut rng = Rng::with_seed(2005);
    let mut expanded = 0;
    let mut refused = 0;
    for _ in 0..runs() {
        let mut input = corpus[rng.usize(..corpus.len())].clone();
        for _ in 0..rng.usize(1..=4) {
            let other = &corpus[rng.usize(..corpus.len())];
            if rng.u8(..8) == 0 {
                input.args = mutated(input.args, &other.args, &mut rng);
            } else {
                input.item = mutated(input.item, &other.item, &mut rng);
            }
        }
        if check(&input) { expanded += 1 } else { refused += 1 }
    }
    // Both ways are trodden: most mutations are errors, and some are not.
    assert!(expanded > runs() / 40, "{expanded} inputs were expanded");
    assert!(refused > runs() / 40, "{refused} inputs were refused");
}

#[test]
fn random_tokens_never_make_it_panic() {
    let mut rng = Rng::with_seed(2010);
    for _ in 0..runs() {
        let length = rng.usize(..12);
        let item = (0..length).map(|_| random(&mut rng)).collect();
        let length = rng.usize(..4);
        let args = (0..length).map(|_| random(&mut rng)).collect();
        check(&Annotated { args, item });
    }
}

/// Expands the input: whether without an error. The user's item is kept in any case, and the output of
/// an item is items.
fn check(input: &Annotated) -> bool {
    let Annotated { args, item } = input.clone();
    let expansion = catch_unwind(AssertUnwindSafe(|| expand::middleware(args, item)));
    let Ok(expansion) = expansion else {
        panic!("the macro panicked at #[middleware({})] {}", input.args, input.item);
    };
    let text = expansion.to_string();
    if let Ok(item) = syn::parse2::<Item>(input.item.clone()) {
        assert!(
            syn::parse2::<syn::File>(expansion).is_ok(),
            "the expansion of #[middleware({})] {} is no Rust: {text}",
            input.args,
            input.item,
        );
        let name = match &item {
            Item::Struct(item) => item.ident.to_token_stream(),
            Item::Fn(item) => item.sig.ident.to_token_stream(),
            Item::Impl(item) => item.self_ty.to_token_stream(),
            item => item.to_token_stream(),
        };
        assert!(text.contains(&name.to_string()), "`{name}` is lost: {text}");
    }
    !text.contains("compile_error")
}

/// The annotated items of the tests and of the gallery.
fn corpus() -> Vec<Annotated> {
    fn read(path: &Path, found: &mut Vec<Annotated>) {
        for entry in fs::read_dir(path).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                read(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let file: TokenStream = fs::read_to_string(&path).unwrap().parse().unwrap();
                found.extend(all_annotated(file));
            }
        }
    }

    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found = Vec::new();
    for folder in ["tests", "middleware-examples", "middleware-derive/tests"] {
        read(&root.join(folder), &mut found);
    }
    found
}

/// The tokens with one change, somewhere in the groups that they hold.
fn mutated(tokens: TokenStream, other: &TokenStream, rng: &mut Rng) -> TokenStream {
    let mut tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let groups: Vec<_> = tokens
        .iter()
        .enumerate()
        .filter(|(_, token)| matches!(token, TokenTree::Group(_)))
        .map(|(at, _)| at)
        .collect();
    if !groups.is_empty() && rng.u8(..4) > 0 {
        let at = groups[rng.usize(..groups.len())];
        if let TokenTree::Group(group) = &tokens[at] {
            let inside = mutated(group.stream(), other, rng);
            tokens[at] = Group::new(group.delimiter(), inside).into();
        }
        return tokens.into_iter().collect();
    }
    let at = rng.usize(..=tokens.len());
    match rng.u8(..6) {
        0 if at < tokens.len() => drop(tokens.remove(at)),
        1 if at < tokens.len() => tokens.insert(at, tokens[at].clone()),
        2 if at < tokens.len() => {
            let with = rng.usize(..tokens.len());
            tokens.swap(at, with);
        }
        3 if at < tokens.len() => tokens[at] = random(rng),
        4 => tokens.insert(at, random(rng)),
        _ => {
            let other: Vec<_> = other.clone().into_iter().collect();
            if !other.is_empty() {
                tokens.insert(at, other[rng.usize(..other.len())].clone());
            }
        }
    }
    tokens.into_iter().collect()
}

/// A token that means something to the macro, or to Rust.
fn random(rng: &mut Rng) -> TokenTree {
    const WORDS: [&str; 47] = [
        "self",
        "Self",
        "fn",
        "async",
        "await",
        "impl",
        "struct",
        "enum",
        "for",
        "where",
        "const",
        "mut",
        "ref",
        "dyn",
        "move",
        "return",
        "pub",
        "unsafe",
        "static",
        "match",
        "crate",
        "call",
        "acall",
        "process_request",
        "process_response",
        "process_exception",
        "process_outcome",
        "get_response",
        "GetResponse",
        "G",
        "Req",
        "ControlFlow",
        "Outcome",
        "Result",
        "Option",
        "request",
        "both",
        "sync_only",
        "async_only",
        "span",
        "blocking",
        "default",
        "middleware",
        "String",
        "str",
        "vec",
        "matches",
    ];
    const MARKS: [char; 17] =
        ['&', '<', '>', ':', ';', ',', '.', '?', '!', '=', '|', '-', '#', '*', '+', '@', '\''];
    match rng.u8(..8) {
        0..=3 => Ident::new(WORDS[rng.usize(..WORDS.len())], Span::call_site()).into(),
        4 | 5 => {
            let mark = MARKS[rng.usize(..MARKS.len() - 1)];
            let spacing = if rng.bool() { Spacing::Joint } else { Spacing::Alone };
            Punct::new(mark, spacing).into()
        }
        6 => {
            let pieces = [
                quote!(()),
                quote!({}),
                quote!(<G>),
                quote!(&self),
                quote!(|x| x),
                quote!(async {}),
                quote!(-> String),
                quote!(#[cfg(all())]),
                quote!(#[middleware(blocking)]),
                quote!(for<'a>),
                quote!(self.get_response.call(request)),
                quote!(self.get_response.acall(request).await),
            ];
            let piece = pieces[rng.usize(..pieces.len())].clone();
            Group::new(proc_macro2::Delimiter::None, piece).into()
        }
        _ => proc_macro2::Literal::usize_unsuffixed(rng.usize(..10)).into(),
    }
}
