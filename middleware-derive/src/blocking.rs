//! Calls that are known to block the thread. They are known by their names only: no more than a reminder.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    Block, Expr, ExprAwait, ExprCall, ExprClosure, ExprMethodCall, ExprPath, Ident, Item, Macro,
    Token,
    parse::Parser,
    punctuated::Punctuated,
    visit::{self, Visit},
};

use crate::token_search::calls_function;

/// A call that is known to block.
pub(crate) struct BlockingCall {
    /// What to report it on.
    pub(crate) tokens: TokenStream,
    /// How it is written.
    pub(crate) name: String,
}

/// Which calls are searched for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Known {
    /// All that are known, for sync code: nothing is awaited there, so a short path is one of the standard library.
    AllInSync,
    /// Those that block for certain when an `async fn` runs. A closure may run elsewhere, and a short path may name
    /// async code.
    CertainInAsync,
}

/// Finds the calls in a body, in the arguments of its macros, and in its nested functions.
pub(crate) fn find(body: &Block, known: Known) -> Vec<BlockingCall> {
    let mut search = Search::of(body.to_token_stream(), known);
    search.visit_block(body);
    search.found
}

/// The methods of the impl that the body calls by `self.name(..)` and `Self::name(..)`, but not in closures.
pub(crate) fn own_calls(body: &Block) -> Vec<Ident> {
    let mut search = Search::of(body.to_token_stream(), Known::CertainInAsync);
    search.visit_block(body);
    search.own
}

/// Finds the calls in the arguments of a macro. Arguments that are not expressions are searched as tokens.
pub(crate) fn in_macro(mac: &Macro) -> Vec<BlockingCall> {
    let mut search = Search::of(TokenStream::new(), Known::AllInSync);
    search.visit_macro(mac);
    search.found
}

/// Finds the calls in a nested function that the body calls.
pub(crate) fn in_function(item: &Item, body: &TokenStream) -> Vec<BlockingCall> {
    let mut search = Search::of(body.clone(), Known::AllInSync);
    search.visit_item(item);
    search.found
}

struct Search {
    known: Known,
    /// The body, which calls its nested functions.
    body: TokenStream,
    found: Vec<BlockingCall>,
    own: Vec<Ident>,
}

impl Search {
    const fn of(body: TokenStream, known: Known) -> Self {
        Self { known, body, found: Vec::new(), own: Vec::new() }
    }

    fn add(&mut self, tokens: &impl ToTokens, name: String) {
        self.found.push(BlockingCall { tokens: tokens.to_token_stream(), name });
    }

    /// Searches macro arguments that are not expressions.
    fn tokens(&mut self, tokens: TokenStream) {
        let tokens: Vec<_> = tokens.into_iter().collect();
        let is = |at: usize, char: char| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == char);
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            let start = at;
            at += 1;
            let first = match token {
                TokenTree::Ident(first) => first,
                TokenTree::Group(group) => {
                    self.tokens(group.stream());
                    continue;
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => continue,
            };
            let mut names = vec![first.to_string()];
            while let (true, true, Some(TokenTree::Ident(next))) =
                (is(at, ':'), is(at + 1, ':'), tokens.get(at + 2))
            {
                names.push(next.to_string());
                at += 3;
            }
            let is_call = matches!(
                tokens.get(at),
                Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis
            );
            let is_method = start.checked_sub(1).is_some_and(|before| is(before, '.'));
            let blocks = if is_method { is_blocking(first) } else { names_block(&names) };
            if is_call && blocks {
                let path: TokenStream = tokens[start..at].iter().cloned().collect();
                self.add(&path, names.join("::"));
            }
        }
    }

    /// Visits the arguments of a call. What is given to another thread does not block this one.
    fn arguments<'ast>(
        &mut self,
        name: Option<&Ident>,
        arguments: impl IntoIterator<Item = &'ast Expr>,
    ) {
        let spawns = name.is_some_and(|name| SPAWNING.iter().any(|known| name == known));
        let is_given = |expr: &&Expr| spawns && matches!(expr, Expr::Closure(_) | Expr::Path(_));
        let here = arguments.into_iter().filter(|argument| !is_given(argument));
        here.for_each(|argument| self.visit_expr(argument));
    }
}

const SPAWNING: [&str; 3] = ["spawn", "spawn_blocking", "spawn_scoped"];

impl<'ast> Visit<'ast> for Search {
    fn visit_expr_path(&mut self, path: &'ast ExprPath) {
        if self.known == Known::AllInSync && path_blocks(path) {
            self.add(path, spelled(path));
        }
    }

    fn visit_expr_call(&mut self, call: &'ast ExprCall) {
        let mut name = None;
        match &*call.func {
            Expr::Path(path) => {
                let segments = &path.path.segments;
                name = segments.last().map(|last| &last.ident);
                if segments.len() == 2 && segments[0].ident == "Self" {
                    self.own.extend(name.cloned());
                }
                if self.known == Known::CertainInAsync && blocks_for_certain(&names(path)) {
                    self.add(path, spelled(path));
                } else {
                    self.visit_expr_path(path);
                }
            }
            func => self.visit_expr(func),
        }
        self.arguments(name, &call.args);
    }

    fn visit_expr_await(&mut self, awaited: &'ast ExprAwait) {
        match &*awaited.base {
            // Async code of the same name.
            Expr::Call(call) if matches!(&*call.func, Expr::Path(path) if names(path)[0] == "thread") =>
            {
                self.arguments(None, &call.args);
            }
            base => self.visit_expr(base),
        }
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        if matches!(&*call.receiver, Expr::Path(receiver) if receiver.path.is_ident("self")) {
            self.own.push(call.method.clone());
        }
        if self.known == Known::AllInSync && is_blocking(&call.method) {
            self.add(&call.method, call.method.to_string());
        }
        self.visit_expr(&call.receiver);
        self.arguments(Some(&call.method), &call.args);
    }

    fn visit_expr_closure(&mut self, closure: &'ast ExprClosure) {
        if self.known == Known::AllInSync {
            visit::visit_expr_closure(self, closure);
        }
    }

    fn visit_macro(&mut self, mac: &'ast Macro) {
        let list = Punctuated::<Expr, Token![,]>::parse_terminated;
        match list.parse2(mac.tokens.clone()) {
            Ok(list) => {
                let mut inner = Self::of(self.body.clone(), self.known);
                list.iter().for_each(|argument| inner.visit_expr(argument));
                self.found.extend(inner.found);
                self.own.extend(inner.own);
            }
            Err(_) if self.known == Known::AllInSync => self.tokens(mac.tokens.clone()),
            Err(_) => {}
        }
    }

    // Another item runs only if it is called. Of those, a function is found by its name.
    fn visit_item(&mut self, item: &'ast Item) {
        let Item::Fn(function) = item else { return };
        if calls_function(&self.body, &function.sig.ident) {
            let body = function.block.to_token_stream();
            let mut nested = Self::of(body, self.known);
            nested.visit_block(&function.block);
            self.found.extend(nested.found);
        }
    }
}

/// Whether methods of this name are known to block: those of tokio's handles, locks and channels, and the `sleep` of a
/// clock.
pub(crate) fn is_blocking(method: &Ident) -> bool {
    const KNOWN: [&str; 8] = [
        "block_on",
        "blocking_lock",
        "blocking_lock_owned",
        "blocking_read",
        "blocking_recv",
        "blocking_send",
        "blocking_write",
        "sleep",
    ];
    KNOWN.iter().any(|known| method == known)
}

/// Whether the path names a function that is known to block: of `std::thread`, `std::fs` and `std::net`, a
/// `block_on`, or one of a module `blocking`.
pub(crate) fn path_blocks(path: &ExprPath) -> bool {
    names_block(&names(path))
}

fn names_block(names: &[String]) -> bool {
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let is_function = |name: &str| name.starts_with(char::is_lowercase);
    // In sync code these are those of the standard library: nobody awaits here.
    match names.strip_prefix(&["std"]).unwrap_or(&names) {
        ["thread", "sleep" | "park"]
        | ["io", "stdin"]
        | ["File" | "OpenOptions", "open" | "create" | "create_new" | "options" | "new"]
        | ["fs", "File" | "OpenOptions", _]
        | ["TcpStream", "connect" | "connect_timeout"]
        | ["net", "TcpStream", "connect" | "connect_timeout"]
        | [.., "block_on"] => true,
        ["fs", name] => is_function(name),
        names => names.split_last().is_some_and(|(_, modules)| modules.contains(&"blocking")),
    }
}

/// Whether a call of this path blocks in async code too: a function of the standard library, by its whole path, or
/// `thread::sleep`.
fn blocks_for_certain(names: &[String]) -> bool {
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    match names[..] {
        ["thread", "sleep" | "park"]
        | ["std", "thread", "sleep" | "park"]
        | ["std", "fs", "File", "open" | "create" | "create_new"]
        | ["std", "net", "TcpStream", "connect" | "connect_timeout"] => true,
        ["std", "fs", name] => name.starts_with(char::is_lowercase),
        _ => false,
    }
}

fn names(path: &ExprPath) -> Vec<String> {
    path.path.segments.iter().map(|segment| segment.ident.to_string()).collect()
}

/// The path as it is written.
pub(crate) fn spelled(path: &ExprPath) -> String {
    names(path).join("::")
}
