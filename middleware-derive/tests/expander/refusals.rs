//! What `both` refuses, body by body: which errors it reports, and on which tokens.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{ImplItem, Item, ItemFn, LitStr};

use crate::expand::middleware;

/// A table of what is refused. Each entry has a name, the source, and each error: the text that it is
/// reported on, and the first line of its message.
macro_rules! refused {
    ($(
        $(#[doc = $doc:literal])*
        $name:ident($source:expr) { $($tokens:literal => $message:literal)+ }
    )+) => {$(
        $(#[doc = $doc])*
        #[test]
        fn $name() {
            super::assert_refused(&$source, &[$(($tokens, $message)),+]);
        }
    )+};
}

mod to_async;
mod to_sync;

/// What is annotated with `#[middleware(both)]`.
enum Source {
    /// The methods of an impl.
    Methods(String),
    Function(&'static str),
}

/// An impl with the half `call`, and this as its body.
fn call(body: &str) -> Source {
    Source::Methods(format!("fn call(&self, request: Request) -> Response {{ {body} }}"))
}

/// An impl with the half `acall`, and this as its body.
fn acall(body: &str) -> Source {
    Source::Methods(format!("async fn acall(&self, request: Request) -> Response {{ {body} }}"))
}

fn methods(methods: &str) -> Source {
    Source::Methods(methods.to_owned())
}

/// The expansion, read again.
struct Expansion {
    /// On which text each error is reported, and with which message.
    errors: Vec<(String, String)>,
    /// The methods of the impls that are not of a trait: their names and bodies.
    methods: Vec<(String, String)>,
}

impl Expansion {
    fn of(source: &Source) -> Self {
        let item: TokenStream = match source {
            Source::Methods(methods) => format!("impl<G> Case<G> {{ {methods} }}").parse().unwrap(),
            Source::Function(function) => function.parse().unwrap(),
        };
        let expansion: syn::File = syn::parse2(middleware(quote!(both), item)).unwrap();
        let mut read = Self { errors: Vec::new(), methods: Vec::new() };
        for item in expansion.items {
            match item {
                Item::Macro(item)
                    if item.mac.path.segments.last().unwrap().ident == "compile_error" =>
                {
                    read.errors.push(reported(&item.mac));
                }
                Item::Impl(item) if item.trait_.is_none() => {
                    read.methods.extend(item.items.iter().filter_map(method));
                }
                _ => {}
            }
        }
        read
    }
}

/// The name and the body of a method.
fn method(item: &ImplItem) -> Option<(String, String)> {
    let ImplItem::Fn(method) = item else { return None };
    Some((method.sig.ident.to_string(), method.block.to_token_stream().to_string()))
}

/// The text from the start to the end of what the error is on, and the message.
fn reported(mac: &syn::Macro) -> (String, String) {
    // An error has its first token's span on the path, and its last token's span on the message.
    let start = mac.path.segments[0].ident.span();
    let end = mac
        .tokens
        .clone()
        .into_iter()
        .next()
        .map_or_else(Span::call_site, |message| message.span());
    let whole = start.join(end).expect("both are in the source");
    let message: LitStr = mac.parse_body().unwrap();
    (whole.source_text().expect("it is in the source"), message.value())
}

/// Checks the errors, and that the expansion contains only the user's methods.
fn assert_refused(source: &Source, expected: &[(&str, &str)]) {
    let expansion = Expansion::of(source);
    let found: Vec<_> = expansion
        .errors
        .iter()
        .map(|(tokens, message)| (tokens.as_str(), message.lines().next().unwrap()))
        .collect();
    assert_eq!(found, expected);
    for (_, message) in &expansion.errors {
        let mut help = message.lines().skip(1).peekable();
        assert!(help.peek().is_some(), "no help: {message}");
        assert!(help.all(|line| line.starts_with("= help: ")), "{message}");
    }

    match source {
        Source::Methods(methods) => {
            let written: syn::ItemImpl =
                syn::parse_str(&format!("impl<G> Case<G> {{ {methods} }}")).unwrap();
            let written: Vec<_> = written.items.iter().filter_map(method).collect();
            assert_eq!(expansion.methods, written);
        }
        Source::Function(function) => {
            let written: ItemFn = syn::parse_str(function).unwrap();
            let last = written.block.stmts.last().unwrap().to_token_stream().to_string();
            let halves: Vec<_> =
                expansion.methods.iter().filter(|(name, _)| name.ends_with("call")).collect();
            assert_eq!(halves.len(), 1, "{halves:?}");
            assert!(halves[0].1.contains(&last), "{}", halves[0].1);
        }
    }
}

/// So the cases of this module are refused for the reason that they give.
#[test]
fn the_same_without_an_error_is_translated() {
    for (source, twin) in [
        (call("self.get_response.call(request)"), "acall"),
        (acall("self.get_response.acall(request).await"), "call"),
        (
            Source::Function(
                "fn case<G>(request: Request, get_response: &GetResponse<G>) -> Response { get_response.call(request) }",
            ),
            "acall",
        ),
    ] {
        let expansion = Expansion::of(&source);
        assert_eq!(expansion.errors, []);
        assert!(expansion.methods.iter().any(|(name, _)| name == twin), "{:?}", expansion.methods);
    }
}

/// The help that fits any case names the half to write, or a struct for a function.
#[test]
fn the_help_names_the_way_out() {
    let alias = |function: &'static str| Source::Function(function);
    for (source, help) in [
        (
            call("let next = &self.get_response; next.call(request)"),
            [
                "= help: call it directly: `self.get_response.call(request)`, here or in a method of this impl",
                "= help: or write `acall` yourself",
                "= help: or remove `both`: async callers then run this layer on the thread pool",
            ],
        ),
        (
            acall("let next = &self.get_response; next.acall(request).await"),
            [
                "= help: call it directly: `self.get_response.acall(request).await`, here or in a method of this impl",
                "= help: or write `call` yourself",
                "= help: or remove `both`: sync callers then block on this layer",
            ],
        ),
        (
            alias(
                "fn case<G>(request: Request, next: &GetResponse<G>) -> Response { let inside = next; inside.call(request) }",
            ),
            [
                "= help: call it directly: `next.call(request)`",
                "= help: or write a struct with both halves",
                "= help: or remove `both`: async callers then run this layer on the thread pool",
            ],
        ),
    ] {
        let expansion = Expansion::of(&source);
        assert_eq!(expansion.errors[0].1.lines().skip(1).collect::<Vec<_>>(), help);
    }
}
